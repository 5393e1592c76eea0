/// A note-on or note-off.
struct NoteStroke {
    let tick: Int
    let status: UInt8
    let pitch: UInt8
    let velocity: UInt8
}

/// The note-ons and note-offs of a track, in order of time. At the same tick, note-offs are first, so that a repeated
/// pitch is struck again.
struct NoteStrokes {
    private let notes: [ChannelNote]
    /// The notes in order of their ends.
    private let endings: [ChannelNote]
    private var struck = 0
    private var ended = 0

    /// - Parameter notes: in order of onset; each ends after its onset.
    init(_ notes: [ChannelNote]) {
        self.notes = notes
        // The notes of a melody are in order of their ends.
        let isInOrder = notes.indices.dropFirst().allSatisfy { notes[$0 - 1].end <= notes[$0].end }
        endings = isInOrder ? notes : notes.sorted { $0.end < $1.end }
    }

    /// The number of strokes to come.
    var count: Int { notes.count - struck + endings.count - ended }

    /// Returns the next note-off up to `tick`, or note-on before it; nil if there is none.
    mutating func next(before tick: Int) -> NoteStroke? {
        guard ended < endings.count else { return nil }
        let end = endings[ended].end
        if struck < notes.count, notes[struck].onset < end {
            let note = notes[struck]
            guard note.onset < tick else { return nil }
            struck += 1
            return NoteStroke(
                tick: note.onset, status: 0x90 | note.channel, pitch: note.pitch, velocity: note.velocity)
        }
        guard end <= tick else { return nil }
        ended += 1
        return NoteStroke(
            tick: end, status: 0x80 | endings[ended - 1].channel, pitch: endings[ended - 1].pitch, velocity: 64)
    }
}

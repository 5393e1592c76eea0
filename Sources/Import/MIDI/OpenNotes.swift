import MuseMusic

/// The notes of a track that still sound: for each channel and pitch a queue, linked through the notes themselves, so
/// that nothing is allocated a note.
struct OpenNotes {
    /// By channel × 128 + pitch: the note struck first and the one struck last, negative where the pitch is silent.
    private var first = [Int32](repeating: -1, count: 16 * 128)
    private var last = [Int32](repeating: -1, count: 16 * 128)
    private var count = 0

    /// A note of a pitch starts: the one that is appended next.
    @inline(__always)
    mutating func start(_ slot: Int, _ notes: inout [MIDIEvents.Note]) {
        let note = Int32(truncatingIfNeeded: notes.count)
        if last[slot] >= 0 { notes[Int(last[slot])].next = note } else { first[slot] = note }
        last[slot] = note
        count += 1
    }

    /// Ends the note of a pitch that was struck first; nothing where it is silent.
    @inline(__always)
    mutating func end(_ slot: Int, at time: Int, _ notes: inout [MIDIEvents.Note]) {
        let note = Int(first[slot])
        guard note >= 0 else { return }
        notes[note].duration = time - notes[note].onset
        first[slot] = notes[note].next
        if first[slot] < 0 { last[slot] = -1 }
        count -= 1
    }

    /// Forgets all, and says how many sounded.
    mutating func removeAll() -> Int {
        guard count > 0 else { return 0 }
        defer { count = 0 }
        for slot in first.indices {
            first[slot] = -1
            last[slot] = -1
        }
        return count
    }
}

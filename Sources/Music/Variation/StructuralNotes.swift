/// The structural notes of a melody: those that remain when each time span is reduced to its head.
///
/// The head of a span is the note on its strongest position, unless a later note lasts at least twice as long and
/// more than half the span. The first note of the tune and the last of each section remain too.
///
/// Source: Lerdahl and Jackendoff, *A Generative Theory of Tonal Music*, MIT Press 1983: length as an accent (MPR 5,
/// chapter 4), time-span reduction (chapter 7) by metrical position (TSRPR 1), cadences (TSRPR 7) and the structural
/// beginning (TSRPR 8). Harmonic stability (TSRPR 2) is left out, because dance tunes mostly have no written chords.
package struct StructuralNotes: Sendable {
    private let pitches: [Int: Pitch]

    /// - Parameter spans: all time spans of a part.
    package init(_ spans: [TimeSpan]) {
        var pitches: [Int: Pitch] = [:]
        func keep(_ element: Element?) {
            guard let element, let top = element.notes.max(by: { $0.pitch.midi < $1.pitch.midi }) else { return }
            pitches[element.onset] = top.pitch
        }
        for span in spans {
            let notes = span.elements.filter { !$0.isRest }
            var head = notes.first
            for note in notes.dropFirst() {
                guard let current = head, note.duration >= 2 * current.duration,
                    2 * note.duration > span.end - span.start
                else { continue }
                head = note
            }
            keep(head)
        }
        keep(spans.lazy.flatMap(\.elements).first { !$0.isRest })
        for (i, span) in spans.enumerated() where span.isCadence {
            let isLast = i + 1 == spans.count || !spans[i + 1].isCadence || spans[i + 1].barOrigin != span.barOrigin
            if isLast { keep(span.elements.last { !$0.isRest }) }
        }
        self.pitches = pitches
    }

    /// The onsets, in order.
    package var onsets: [Int] { pitches.keys.sorted() }

    /// The pitch of the structural note at an onset; nil if there is none.
    package subscript(onset: Int) -> Pitch? { pitches[onset] }
}

package import MuseMusic

/// Maps times of a score as played to those at which a performance of it plays them.
///
/// A performance may differ in timing, for example by swing, or because a person played it. Its notes are matched with
/// those of the score by order of time and pitch; between them, times are interpolated.
package struct TimeMap {
    private var from: [Int] = []
    private var to: [Int] = []

    /// - Parameters:
    ///   - played: the score as played.
    ///   - performed: the notes that are heard, whose times are those returned.
    package init(_ played: Score, performed: Score) {
        let notes = Self.sorted(played.parts.flatMap(\.notes))
        let heard = Self.sorted(performed.parts.flatMap(\.notes))
        if notes.count == heard.count {
            for (note, other) in zip(notes, heard) where from.last.map({ note.onset > $0 }) ?? true {
                from.append(note.onset)
                to.append(max(other.onset, to.last ?? 0))
            }
        }
        from.append(max(played.end, (from.last ?? -1) + 1))
        to.append(max(performed.end, to.last ?? 0))
    }

    private static func sorted(_ notes: [Note]) -> [Note] {
        notes.sorted { ($0.onset, $0.pitch.midi) < ($1.onset, $1.pitch.midi) }
    }

    package subscript(time: Int) -> Int {
        let next = from.partitioningIndex { $0 > time }
        guard next < from.count else { return to[next - 1] + time - from[next - 1] }
        let (start, first) = next > 0 ? (from[next - 1], to[next - 1]) : (0, 0)
        // Numbers of hostile files would overflow in a product.
        let share = Double(time - start) / Double(from[next] - start)
        return first + Int((share * Double(to[next] - first)).rounded())
    }
}

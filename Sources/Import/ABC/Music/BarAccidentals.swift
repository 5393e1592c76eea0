/// The accidentals written since the last bar line.
///
/// Source: ABC 2.1, section 11.3, `propagate-accidentals`.
struct BarAccidentals {
    enum Reach { case note, octave, allOctaves }

    var reach = Reach.allOctaves
    private var entries: [(position: Int, alter: Int, cents: Int)] = []

    mutating func removeAll() { if !entries.isEmpty { entries.removeAll(keepingCapacity: true) } }

    mutating func set(step: Int, octave: Int, alter: Int, cents: Int = 0) {
        guard reach != .note else { return }
        let position = reach == .octave ? 7 * octave + step : step
        if let i = entries.firstIndex(where: { $0.position == position }) {
            (entries[i].alter, entries[i].cents) = (alter, cents)
        } else {
            entries.append((position, alter, cents))
        }
    }

    func alteration(step: Int, octave: Int) -> (alter: Int, cents: Int)? {
        if entries.isEmpty { return nil }
        let position = reach == .octave ? 7 * octave + step : step
        return entries.first { $0.position == position }.map { ($0.alter, $0.cents) }
    }
}

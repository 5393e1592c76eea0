import MuseMusic

/// Whether the ends of notes are rhythmical, as those of notation played by a program, or a matter of articulation, as
/// those of a player or of a program that shortens all notes.
struct Articulation {
    let isFree: Bool

    /// - Parameter parts: onsets and ends, in ticks of notation, in order of onset.
    init(_ parts: [[(onset: Double, end: Double)]]) {
        let quarter = Double(Score.notationTicksPerQuarter)
        var (exact, all) = (0, 0)
        var shares: [Double] = []
        for notes in parts {
            for (i, note) in notes.enumerated() {
                all += 1
                let isExact = [4.0, 6].contains { steps in
                    let place = (note.end - note.onset) / quarter * steps
                    return abs(place - place.rounded()) / steps <= 0.012 && place > 0.5
                }
                if isExact { exact += 1 }
                guard let next = notes[(i + 1)...].first(where: { $0.onset > note.onset }) else { continue }
                shares.append((note.end - note.onset) / (next.onset - note.onset))
            }
        }
        shares.sort()
        let gate = shares.isEmpty ? 1 : shares[shares.count / 2]
        // Notes that all sound for the same part of their time are shortened by a program.
        let isGated = gate < 0.97 && gate > 0.3 && shares.count { abs($0 - gate) < 0.03 } > shares.count * 3 / 4
        isFree = isGated || 4 * exact < 3 * all
    }
}

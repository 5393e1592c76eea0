import MuseMusic
import MuseProtocols

/// A plan's demands on the notes of bars, and the units and keys in which `abc` tokens can meet them.
struct ABCNoteDemands: Sendable {
    let bars: BarDemands
    /// The kinds of bars that a tune may have.
    private let kinds: Set<BarKind>
    /// Whether each unit length, by its denominator, can be used in each key.
    private var possibleKeys: [Int: [Bool]] = [:]

    /// - Parameter tables: the pitches of each key, at `tonicIndex * modeCount + modeIndex`; nil for keys that are not
    ///   allowed.
    init(_ plan: Plan, _ closes: BarCloses, _ ids: ABCTokenSets, _ tables: [PitchTable?]) throws {
        bars = try BarDemands(plan)
        kinds = bars.isEmpty ? [] : try BarKind.all(plan, bars, closes)
        if bars.isEmpty { return }
        for (_, denominator) in ids.units {
            let unit = 4 * Score.notationTicksPerQuarter / denominator
            possibleKeys[denominator] = tables.enumerated().map { [self] i, table in
                guard let table, closes.isPossible(table.hasAny) else { return false }
                let tonic = ABCVocabulary.pitchClasses[i / Key.Mode.allCases.count].semitone
                return arePossible(ABCBarNotes(table, ids, tonic: tonic, unit: unit), end: bars.barTicks)
            }
        }
    }

    /// Whether all bars, or, with an end that a pickup shortens, all that end sections, can meet their demands.
    func arePossible(_ notes: ABCBarNotes, end: Int) -> Bool {
        kinds.allSatisfy { kind in
            end < bars.barTicks && !kind.mayEndSection
                || notes.isPossible(bars.combined[kind.combination], end: end, degrees: kind.degrees)
        }
    }

    /// Whether the demands can be met with a unit length, in any key.
    func mayUse(unit denominator: Int) -> Bool { possibleKeys[denominator]?.contains(true) ?? true }

    func mayUse(unit denominator: Int, tonic: PitchClass, mode: Key.Mode) -> Bool {
        guard let possible = possibleKeys[denominator], let t = ABCVocabulary.pitchClasses.firstIndex(of: tonic),
            let m = Key.Mode.allCases.firstIndex(of: mode)
        else { return true }
        return possible[t * Key.Mode.allCases.count + m]
    }
}

import MuseMusic
import MuseProtocols

/// The pitch tokens that a key allows, by alteration.
final class PitchTable: Sendable {
    /// Whether the note is legal, `[alteration][pitch]`, with rows in the order of `ids.alterations`; the last row is
    /// for no accidental.
    let allowed: [[Bool]]
    /// Whether each alteration is legal on any pitch.
    let hasPitch: [Bool]
    /// The pitches without an accidental that are allowed, by degree: 1 (the tonic) to 7.
    let byDegree: [Int: [Int]]

    /// nil if fewer than five unaltered notes are allowed.
    init?(_ key: Key, _ vocabulary: ABCVocabulary, range: ClosedRange<Int>?, isDiatonic: Bool) {
        guard abs(key.fifths) <= 7 else { return nil }
        let signature = key.alterations
        let tonic = Pitch(step: Int(key.tonic.step), octave: 4).staffPosition
        let positions = ABCVocabulary.positions(isRelative: vocabulary.isRelative)
        let range = range ?? 24...108
        func row(_ alteration: Int?) -> [Bool] {
            positions.map { position in
                let staffPosition = position + (vocabulary.isRelative ? tonic : 0)
                let inKey = signature[staffPosition - 7 * staffPosition.flooredDivision(by: 7)]
                var alter = inKey
                if let alteration {
                    alter = vocabulary.isRelative ? inKey + alteration : alteration
                    if isDiatonic || alter == inKey || abs(alter) > 1 && abs(alter) > abs(inKey) { return false }
                }
                return abs(alter) <= 2 && range.contains(Pitch(staffPosition: staffPosition, alter: alter).midi)
            }
        }
        var rows = ABCVocabulary.alterations(isRelative: vocabulary.isRelative).map { row($0) }
        rows.append(row(nil))
        guard rows[rows.count - 1].count(where: { $0 }) >= 5 else { return nil }
        allowed = rows
        hasPitch = rows.map { $0.contains(true) }
        let plain = rows[rows.count - 1]
        byDegree = Dictionary(grouping: plain.indices.filter { plain[$0] }) { pitch in
            let steps = positions.lowerBound + pitch - (vocabulary.isRelative ? 0 : tonic)
            return steps - 7 * steps.flooredDivision(by: 7) + 1
        }
    }
}

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
    /// The MIDI note number of each note, `[alteration][pitch]`; meaningless where a note is not allowed.
    let midi: [[Int]]

    func hasAny(of degrees: Set<Int>) -> Bool { degrees.contains { byDegree[$0] != nil } }

    /// nil if fewer than five unaltered notes are allowed.
    ///
    /// - Parameters:
    ///   - allowedMIDI: whether each MIDI note number is allowed.
    ///   - chromatic: the allowed notes outside the signature, as fifths above the tonic; nil for all.
    init?(_ key: Key, _ vocabulary: ABCVocabulary, allowedMIDI: [Bool], chromatic: Set<Int>?) {
        guard abs(key.fifths) <= 7 else { return nil }
        let signature = key.alterations
        let tonic = Pitch(step: Int(key.tonic.step), octave: 4).staffPosition
        let positions = ABCVocabulary.positions(isRelative: vocabulary.isRelative)
        /// The MIDI note numbers; nil for notes that are not allowed.
        func row(_ alteration: Int?) -> [Int?] {
            positions.map { position in
                let staffPosition = position + (vocabulary.isRelative ? tonic : 0)
                let inKey = signature[staffPosition - 7 * staffPosition.flooredDivision(by: 7)]
                var alter = inKey
                if let alteration {
                    alter = vocabulary.isRelative ? inKey + alteration : alteration
                    if alter == inKey || abs(alter) > 1 && abs(alter) > abs(inKey) { return nil }
                }
                guard abs(alter) <= 2 else { return nil }
                let pitch = Pitch(staffPosition: staffPosition, alter: alter)
                if alter != inKey, let chromatic, !chromatic.contains(pitch.name.fifths - key.tonic.fifths) {
                    return nil
                }
                return allowedMIDI.indices.contains(pitch.midi) && allowedMIDI[pitch.midi] ? pitch.midi : nil
            }
        }
        let numbers = ABCVocabulary.alterations(isRelative: vocabulary.isRelative).map { row($0) } + [row(nil)]
        let rows = numbers.map { $0.map { $0 != nil } }
        guard rows[rows.count - 1].count(where: { $0 }) >= 5 else { return nil }
        allowed = rows
        midi = numbers.map { $0.map { $0 ?? -1 } }
        hasPitch = rows.map { $0.contains(true) }
        let plain = rows[rows.count - 1]
        byDegree = Dictionary(grouping: plain.indices.filter { plain[$0] }) { pitch in
            let steps = positions.lowerBound + pitch - (vocabulary.isRelative ? 0 : tonic)
            return steps - 7 * steps.flooredDivision(by: 7) + 1
        }
    }
}

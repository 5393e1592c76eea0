import MuseExport
import MuseMusic

/// Returns the pitch of a name such as `F#4`.
func pitch(_ name: String) -> Pitch {
    guard let pitch = Pitch(name) else { preconditionFailure("no pitch '\(name)'") }
    return pitch
}

/// Returns a performance at 480 ticks per quarter without meter and key.
func performance(_ notes: [Note], settings: NotationSettings = NotationSettings(), meter: Meter? = nil, key: Key? = nil)
    -> Score
{
    var score = Score(ticksPerQuarter: 480)
    score.tempos = [Timed(0, Tempo(bpm: 120))]
    score.meters = [Timed(0, meter ?? Meter(4, 4))]
    if let key { score.keys = [Timed(0, key)] }
    score.parts = [Part(notes: notes)]
    score.performance = Performance(statesMeter: meter != nil, statesKey: key != nil, notation: settings)
    return score
}

/// Returns notes one after another, from `pitch length` in eighths: `G4 2`; `z 1` is a rest.
func melody(_ text: String, from start: Int = 0, gate: Double = 1, velocity: UInt8 = 80) -> [Note] {
    var onset = start
    return text.split(separator: ",").compactMap { item in
        let words = item.split(separator: " ")
        let length = Int((Double(words[1]) ?? 1) * 240)
        defer { onset += length }
        guard words[0] != "z" else { return nil }
        return Note(
            onset: onset, duration: Int(Double(length) * gate), pitch: pitch(String(words[0])), velocity: velocity)
    }
}

/// Returns the ABC of a score without its title and comments.
func abc(_ score: Score) throws -> String {
    let text = String(decoding: try ABCExporter().write([score], provenance: nil), as: UTF8.self)
    return text.split(separator: "\n").filter { !$0.hasPrefix("%") && !$0.hasPrefix("X:") && !$0.hasPrefix("Q:") }
        .joined(separator: "\n")
}

/// "Rosin the Beau", first part, in 6/8 with a pickup: public domain.
let rosin = melody(
    "D4 1,G4 2,G4 1,B4 1,A4 1,G4 1,D5 3,E5 1,F#5 1,G5 1,D5 1,B4 1,G4 1,G4 1,A4 1,B4 1,E4 3,E4 2,D4 1,"
        + "G4 2,G4 1,B4 1,A4 1,G4 1,D5 3,E5 1,F#5 1,G5 1,D5 1,B4 1,G4 1,A4 1,B4 1,A4 1,G4 3,G4 2")

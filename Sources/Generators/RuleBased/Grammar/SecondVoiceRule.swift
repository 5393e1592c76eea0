import MuseMusic
import MuseProtocols

/// What the grammar says about the second voice.
struct SecondVoiceRule: Sendable {
    enum Species: String, SettingChoice, Sendable {
        case first, second
    }

    static let species = Setting<Species>(
        "species", default: .first,
        "species of counterpoint; first: a note against each note on a beat; second: two notes against one, the second "
            + "of which may be a passing note")
    static let low = Setting<PitchNumber>("low", default: PitchNumber(midi: 50), "lowest note of the voice")
    static let high = Setting<PitchNumber>("high", default: PitchNumber(midi: 74), "highest note of the voice")
    static let settings: [any AnySetting] = [species, low, high]

    let species: Species
    /// MIDI numbers.
    let range: ClosedRange<Int>

    init(_ settings: Settings) throws {
        species = try settings[Self.species]
        let (low, high) = (try settings[Self.low], try settings[Self.high])
        guard low.midi + 12 <= high.midi else {
            throw settings.conflict("the voice needs at least an octave", about: Self.high)
        }
        range = low.midi...high.midi
    }
}

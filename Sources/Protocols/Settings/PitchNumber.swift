import MuseMusic

/// A pitch as a setting: a MIDI number, or a letter, accidentals and an octave (`G3`, `Bb5`, `F#4`). C4 is middle C.
public struct PitchNumber: Hashable, SettingValue {
    public static var kind: SettingKind { .notation("a pitch", example: "G3, Bb5 or 67") }

    /// The MIDI note number, 0 to 127.
    public let midi: Int

    /// - Precondition: `midi` is in `0...127`.
    public init(midi: Int) {
        precondition((0...127).contains(midi), "\(midi) is not a MIDI note number (0 to 127)")
        self.midi = midi
    }

    public init?(node: Node) {
        if let number = Int(node: node) {
            guard (0...127).contains(number) else { return nil }
            midi = number
            return
        }
        guard let pitch = node.text.flatMap({ Pitch($0) }) else { return nil }
        midi = pitch.midi
    }

    /// The letter, with a sharp if needed, and the octave: `G3`, `A#5`.
    public var settingText: String {
        "\(["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"][midi % 12])\(midi / 12 - 1)"
    }
}

/// The range of an instrument or a voice, as settings.
package enum PitchSpan {
    package static let low = Setting<PitchNumber>(
        "low", default: PitchNumber(midi: 55), "lowest note; G3 is the lowest note of a fiddle")
    package static let high = Setting<PitchNumber>(
        "high", default: PitchNumber(midi: 83), "highest note; B5 is the highest note of a fiddle in first position")

    /// The range in MIDI note numbers.
    ///
    /// - Throws: `RecipeError` if `high` is below `low`.
    package static func range(_ settings: Settings) throws -> ClosedRange<Int> {
        let (low, high) = (try settings[low], try settings[high])
        guard low.midi <= high.midi else {
            throw settings.conflict(
                "the highest note, \(high.settingText), is below the lowest, \(low.settingText)", about: Self.high)
        }
        return low.midi...high.midi
    }
}

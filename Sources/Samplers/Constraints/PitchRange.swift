package import MuseProtocols

/// The lowest and the highest note of a tune, as an instrument or a voice sets them.
///
/// Several of these hold together: what is asked for is what all allow.
package struct PitchRange: Constraint {
    static let low = Setting<PitchNumber>("low", default: PitchNumber(midi: 55), "the lowest note; G3 is a fiddle's")
    static let high = Setting<PitchNumber>(
        "high", default: PitchNumber(midi: 83), "the highest note; B5 is a fiddle's in first position")
    package static let schema = Schema("range", "sets the lowest and the highest note of a tune", [low, high])

    private let demand: Plan.Demand<ClosedRange<Int>>

    package init(_ settings: Settings) throws {
        let low = try settings[Self.low]
        let high = try settings[Self.high]
        guard low.midi <= high.midi else {
            throw settings.conflict(
                "\(high.settingText) lies below the lowest note, \(low.settingText)", about: Self.high)
        }
        demand = settings.demand(low.midi...high.midi)
    }

    package func constrain(_ plan: inout Plan) throws {
        if let earlier = plan.range {
            let low = Swift.max(earlier.value.lowerBound, demand.value.lowerBound)
            let high = Swift.min(earlier.value.upperBound, demand.value.upperBound)
            guard low <= high else {
                throw PlanError(
                    "asks for \(inWords(demand.value)), but \(earlier.origin) asks for \(inWords(earlier.value))",
                    demand)
            }
            if low...high != earlier.value {
                plan.range = Plan.Demand(low...high, path: demand.path, mark: demand.mark)
            }
        } else {
            plan.range = demand
        }
        try plan.requirePitchInReach(because: demand)
    }

    private func inWords(_ range: ClosedRange<Int>) -> String {
        "notes from \(PitchNumber(midi: range.lowerBound).settingText) to \(PitchNumber(midi: range.upperBound).settingText)"
    }
}

/// A pitch as a setting: a MIDI number, or a letter, accidentals and an octave (`G3`, `Bb5`, `F#4`), middle C being C4.
package struct PitchNumber: Hashable, SettingValue {
    package static var kind: SettingKind { .notation("a pitch", example: "G3, Bb5 or 67") }

    /// 0 to 127.
    package let midi: Int

    /// - Precondition: `midi` is in `0...127`.
    package init(midi: Int) {
        precondition((0...127).contains(midi), "\(midi) is no MIDI number")
        self.midi = midi
    }

    package init?(node: Node) {
        if let number = Int(node: node) {
            guard (0...127).contains(number) else { return nil }
            midi = number
            return
        }
        guard let text = node.text, let split = text.firstIndex(where: { $0.isNumber || $0 == "-" }),
            let name = PitchClass(text[..<split]), let octave = Int(text[split...]), (-1...9).contains(octave)
        else { return nil }
        let number = Pitch(step: Int(name.step), alter: Int(name.alter), octave: octave).midi
        guard (0...127).contains(number) else { return nil }
        midi = number
    }

    /// With sharps: `G3`, `A#5`.
    package var settingText: String {
        "\(["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"][midi % 12])\(midi / 12 - 1)"
    }
}

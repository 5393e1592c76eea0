package import MuseMusic
package import MuseProtocols

/// The tune sets out from home: its first note is the tonic.
///
/// `value = satisfaction` is 1 or 0. A pickup leads to the first note and is passed over. The octave does not matter. A
/// tune without notes or without a tonic gets 0.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, where the very first note is meant: `count_pickup: true`.
package struct StartsOnTonic: Rule {
    static let countPickup = Setting<Bool>(
        "count_pickup", default: false, "whether the first note of a pickup is the tune's first")
    package static let schema = Schema("starts_on_tonic", "asks for a tune that begins on its tonic", [countPickup])
    package let unit = "share of tunes"

    private let countPickup: Bool

    package init(_ settings: Settings) throws { countPickup = try settings[Self.countPickup] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let start = countPickup ? 0 : score.sections().first?.bars.first?.start ?? 0
        guard let first = Melody(score).tones.first(where: { $0.onset >= start }),
            let key = score.keys.value(at: first.onset), key.mode != .none
        else { return RuleMeasurement(share: 0) }
        return RuleMeasurement(share: first.midi % 12 == key.tonic.semitone ? 1 : 0)
    }
}

package import MuseMusic
package import MuseProtocols

/// The tune begins on its tonic.
///
/// `value = satisfaction` is 1 or 0. Notes of a pickup are skipped. The octave does not matter. A tune without notes or
/// without a tonic gets 0.
///
/// Source: Jaques and others 2017, Sequence Tutor, section 4.1, where the very first note counts: `count_pickup: true`.
package struct StartsOnTonic: Rule {
    static let countPickup = Setting<Bool>(
        "count_pickup", default: false, "whether a pickup counts as the start of the tune")
    package static let schema = Schema("starts_on_tonic", "the tune begins on its tonic", [countPickup])
    package let unit = "share of tunes"

    private let countPickup: Bool

    package init(_ settings: Settings) throws { countPickup = try settings[Self.countPickup] }

    package func measure(_ score: Score) -> RuleMeasurement {
        let start = countPickup ? 0 : score.sections().first?.bars.first?.start ?? 0
        guard let first = score.melody.tones.first(where: { $0.onset >= start }),
            let key = score.keys.value(at: first.onset), key.mode != .none
        else { return RuleMeasurement(share: 0) }
        return RuleMeasurement(share: first.midi % 12 == key.tonic.semitone ? 1 : 0)
    }
}

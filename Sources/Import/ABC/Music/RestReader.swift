import MuseMusic
import MuseProtocols

/// Reads rests, and rests of whole bars.
enum RestReader {
    private static let maximumBars = 2_000

    /// `z`, `x`, and `Z4`, `X4` for whole bars.
    static func read(
        _ rest: RestToken, at place: TextPlace, _ placer: inout ElementPlacer, _ tune: inout TuneState
    ) {
        let length = rest.length
        guard !length.isInvalid else {
            let found = "the length of this rest is zero or too large"
            return tune.report(.error, "\(found); the rest is left out", at: place)
        }
        guard rest.isOfBars else {
            return placer.placeRest(
                length.numerator, over: length.denominator, isVisible: rest.isVisible, at: place, &tune)
        }
        guard length.denominator == 1, length.numerator <= maximumBars else {
            let found = "a rest of more than \(maximumBars) bars, or of no whole number of them"
            return tune.report(.error, "\(found); left out", at: place)
        }
        tune.endTuplet()
        for bar in 0..<length.numerator {
            if bar > 0 { placer.barlines.endBar(Barline(onset: 0), at: place, &tune) }
            guard placer.placeBarRest(isVisible: rest.isVisible, at: place, &tune) else { return }
        }
    }

    /// `?` alone in a bar: its music is still to be generated, for templates. Not part of the standard.
    ///
    /// - Parameter closesSection: the bar line after it ends a section
    static func readOpenBar(
        closesSection: Bool, at place: TextPlace, _ placer: inout ElementPlacer, _ tune: inout TuneState
    ) {
        tune.endTuplet()
        let voice = tune.voices.current.music
        let full = voice.barTicks
        let first = voice.barlines.placed.first { $0.barline.onset > 0 }?.barline.onset ?? full
        // A section that began with a pickup ends in a bar that is shorter by it.
        let length = closesSection && first < full ? full - first : full
        _ = placer.placeBarRest(isVisible: true, isOpen: true, ticks: length, at: place, &tune)
    }
}

import MuseMusic
import MuseProtocols

/// Reads rests, bar rests and open bars.
enum RestReader {
    private static let maximumBars = 2_000

    /// Reads `z` or `x`, and `Z4` or `X4` for whole bars.
    static func read(
        _ rest: RestToken, at place: TextPlace, _ placer: inout ElementPlacer, _ tune: inout TuneState
    ) {
        let length = rest.length
        tune.report(length, at: place)
        guard !length.isInvalid else {
            return tune.report(
                .error, "the length of this rest is divided by zero or too large", at: place, kind: .noteLength)
        }
        guard rest.isOfBars else {
            return placer.placeRest(
                length.numerator, over: length.denominator, isVisible: rest.isVisible, at: place, &tune)
        }
        guard length.denominator == 1, length.numerator <= maximumBars else {
            return tune.report(
                .error, "a bar rest must last 1 to \(maximumBars) whole bars", at: place, kind: .noteLength)
        }
        tune.endTuplet()
        for bar in 0..<length.numerator {
            if bar > 0 { placer.barlines.endBar(Barline(onset: 0), at: place, &tune) }
            guard placer.placeBarRest(isVisible: rest.isVisible, at: place, &tune) else { return }
        }
    }

    /// Reads an open bar of a template: `?` alone in a bar, whose music is to be generated. Not part of the standard.
    ///
    /// - Parameter closesSection: whether the following bar line ends a section.
    static func readOpenBar(
        closesSection: Bool, at place: TextPlace, _ placer: inout ElementPlacer, _ tune: inout TuneState
    ) {
        tune.endTuplet()
        let voice = tune.voices.current.music
        let full = voice.barTicks
        let first = voice.barlines.placed.first { $0.barline.onset > 0 }?.barline.onset ?? full
        // The last bar of a section with a pickup is shorter by the pickup.
        let length = closesSection && first < full ? full - first : full
        _ = placer.placeBarRest(isVisible: true, isOpen: true, ticks: length, at: place, &tune)
    }
}

import MuseMusic
import MuseProtocols

/// Ends bars at written and missing bar lines, and starts numbered endings.
struct BarlineReader {
    /// Whether a missing bar line was reported; usually many are missing, so only the first one is.
    private var isMissingReported = false

    /// Reads a written bar line.
    ///
    /// - Parameter decorations: the decorations written before it.
    /// - Returns: false if the bar line has no meaning, so that the decorations belong to the next note.
    func read(
        _ token: BarlineToken, decorations: [String], at place: TextPlace, _ tune: inout TuneState
    ) -> Bool {
        if token.isMirrored { tune.report(.warning, "'|:|' read as ':|:'", at: place, kind: .barLine) }
        var barline = token.barline
        barline.decorations = decorations
        if let endings = token.endings {
            check(endings, at: place, &tune)
            barline.endings = endings.numbers
        }
        return endBar(barline, nextPlayCount: token.nextPlayCount, at: place, &tune)
    }

    @discardableResult
    func endBar(
        _ barline: Barline, nextPlayCount: Int = 2, at place: TextPlace, _ tune: inout TuneState
    ) -> Bool {
        if let broken = tune.voices.current.broken {
            tune.report(.warning, "broken rhythm across a bar line", at: broken.place, kind: .brokenRhythm)
        }
        if tune.voices.isOverlayingBars {
            // The main voice has the bar lines already.
            tune.voices.current.startBar()
            return true
        }
        tune.endOverlay()
        var barline = barline
        barline.onset = tune.voices.current.music.onset
        tune.voices.current.startBar()
        let isPlain = barline.style == .single && !barline.isSectionBoundary && barline.endings.isEmpty
        if barline.isSectionBoundary || !barline.endings.isEmpty { tune.voices.current.music.markSectionEnd() }
        // A plain bar line before the first note has no meaning.
        if barline.onset == 0, isPlain { return false }
        tune.voices.current.music.add(barline, nextPlayCount: nextPlayCount, at: place)
        return true
    }

    /// Starts a numbered ending, with or without a bar line at the same place.
    func startEnding(_ numbers: [Int], at place: TextPlace, _ tune: inout TuneState) {
        guard !numbers.isEmpty, !tune.voices.isOverlayingBars else { return }
        tune.endOverlay()
        tune.voices.current.music.markSectionEnd()
        tune.voices.current.music.settle()
        let barline = Barline(onset: tune.voices.current.music.onset, style: .none, endings: numbers)
        tune.voices.current.music.add(barline, at: place)
    }

    /// Reports numbers that are out of range.
    ///
    /// - Parameter place: any place in the line.
    func check(_ endings: EndingNumbers, at place: TextPlace, _ tune: inout TuneState) {
        guard endings.isOutOfRange else { return }
        tune.report(
            .warning, "the number of an ending is not from 1 to 99; ignored", at: place.at(endings.offset),
            kind: .ending)
    }

    /// Adds the bar line that collections often omit at the end of a line of text, where a bar is full.
    mutating func addMissingBarline(at place: TextPlace, _ tune: inout TuneState) {
        if !isMissingReported {
            tune.report(
                .warning, "missing bar line inserted after the full bar at the end of the previous line", at: place,
                kind: .barLine)
            isMissingReported = true
        }
        tune.voices.current.startBarWithoutBarline()
        let barline = Barline(onset: tune.voices.current.music.onset)
        tune.voices.current.music.add(barline, at: place)
    }
}

import Foundation
import MuseImport
import MuseMusic
import MuseProtocols
import MuseStorage
import Testing

/// The embedded tunes have the properties stated in Corpora/SOURCE.md.
@Suite struct TraditionalCorpusTests {
    private static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Corpora/traditional.abc")

    private let bytes: [UInt8]
    private let tunes: [Imported.Tune]

    init() throws {
        bytes = [UInt8](try Data(contentsOf: Self.path))
        let imported = ABCImporter().read(bytes, name: "traditional.abc")
        #expect(imported.diagnostics.isEmpty)
        tunes = imported.tunes
    }

    @Test func everyTuneIsReadWithoutDiagnostics() {
        for tune in tunes { #expect(tune.diagnostics.isEmpty, "\(tune.score.header.title)") }
    }

    @Test func headersAgreeWithTheFullReader() throws {
        let headers = try #require(ABCImporter().headers(bytes, name: "traditional.abc"))
        try #require(headers.count == tunes.count)
        for (header, tune) in zip(headers, tunes) {
            #expect(header.header == tune.score.header, "\(tune.score.header.title)")
            #expect(header.meters.first == tune.score.meters.first, "\(tune.score.header.title)")
            #expect(header.keys.first == tune.score.keys.first, "\(tune.score.header.title)")
            #expect(header.parts.isEmpty)
        }
    }

    @Test func tunesRoundTripThroughJSON() throws {
        // Foundation's JSON is slow.
        for (i, tune) in tunes.enumerated() where i % 10 == 0 {
            let again = try Score(json: JSON(parsing: tune.score.json.bytes()))
            #expect(again.parts == tune.score.parts && again.barlines == tune.score.barlines, "\(again.header.title)")
            #expect(again.meters == tune.score.meters && again.keys == tune.score.keys, "\(again.header.title)")
        }
    }

    @Test func thereAreEnoughTunesOfEachKind() {
        var counts: [String: Int] = [:]
        for tune in tunes { counts[tune.score.header.rhythm, default: 0] += 1 }
        #expect(tunes.count >= 400)
        let wanted = ["jig": 120, "reel": 120, "hornpipe": 40, "slip jig": 25, "polka": 10, "waltz": 25, "march": 25]
        for (kind, least) in wanted { #expect(counts[kind, default: 0] >= least, "\(kind)") }
        for kind in counts.keys { #expect(Rhythm.canonical(kind) == kind) }
    }

    @Test func headersContainOnlyTheFactsOfThePrint() {
        let text = String(decoding: bytes, as: UTF8.self)
        let letters = Set(
            text.split(separator: "\n").filter { $0.dropFirst().first == ":" && $0.first != "|" }.map { $0.prefix(1) })
        #expect(letters == ["X", "T", "R", "B", "M", "L", "K"])
        #expect(!text.contains("\""))
        #expect(!text.contains("{"))
        #expect(
            !text.contains("!")
                || text.split(separator: "\n").filter { $0.contains("!") }.allSatisfy { $0.hasPrefix("T:") })
        for tune in tunes {
            #expect(!tune.score.header.title.isEmpty)
            #expect(tune.score.header.books.count == 1)
        }
    }

    @Test func everyBarIsFullInPlayingOrder() throws {
        for tune in tunes {
            let score = tune.score
            try #require(score.meters.count == 1 && score.keys.count == 1, "\(score.header.title)")
            let full = try #require(score.meters[0].value.barTicks(score.ticksPerQuarter))
            let lengths = try playedBars(score).map(\.duration)
            // A short bar and the next one make a full bar, and so do the last and the first.
            var owed = 0
            for (i, length) in lengths.enumerated() {
                if owed > 0 {
                    #expect(length == owed, "\(score.header.title), bar \(i)")
                    owed = 0
                } else if length != full, i != 0 {
                    owed = full - length
                }
            }
            let pickup = lengths[0] == full ? 0 : lengths[0]
            #expect(owed == pickup && lengths[0] <= full, "\(score.header.title) ends short")
        }
    }

    @Test func noTuneOccursTwice() {
        var seen: [[Int]: String] = [:]
        for tune in tunes {
            let pitches = tune.score.parts.flatMap(\.notes).map(\.pitch.midi)
            let steps = zip(pitches, pitches.dropFirst()).map { $1 - $0 }
            let title = tune.score.header.title
            #expect(seen.updateValue(title, forKey: steps) == nil, "\(title)")
        }
    }

    /// Returns the bars in playing order. Every repeat must have a start, and endings must be a first and a second.
    private func playedBars(_ score: Score) throws -> [Bar] {
        let bars = score.bars()
        var result: [Bar] = []
        var sectionStart = 0
        var isSecondPass = false
        var i = 0
        while i < bars.count {
            if isSecondPass, bars[i].opening?.endings == [1] {
                i = try #require(bars[i...].firstIndex { $0.opening?.endings == [2] }, "\(score.header.title)")
            }
            let bar = bars[i]
            result.append(bar)
            let endsRepeat = bar.closing?.endsRepeat == true
            if endsRepeat, !isSecondPass {
                let opening = bars[sectionStart].opening
                #expect(
                    opening == nil || opening?.startsRepeat == true, "\(score.header.title): a repeat without a start")
                isSecondPass = true
                i = sectionStart
                continue
            }
            if bar.closing?.isSectionBoundary != false {
                #expect(
                    isSecondPass || bars[sectionStart].opening?.startsRepeat != true,
                    "\(score.header.title): a repeat without an end")
                sectionStart = i + 1
                isSecondPass = false
            }
            i += 1
        }
        return result
    }
}

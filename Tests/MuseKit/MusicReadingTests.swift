import Foundation
import MuseKit
import MuseMusic
import MuseProtocols
import Testing

/// Files whose tunes are read in parts.
@Suite struct MusicReadingTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// An importer whose files are lists of words, one tune each: `ok`, `bad` for a tune with an error, `|` for the end
    /// of a part, `stop` for an error of the importer, `refused` for an error that concerns the file.
    private struct Words: Importer {
        struct Stop: Error {}

        let fileExtensions = ["words"]

        func read(_ bytes: [UInt8], name: String) throws -> Imported {
            var all = Imported(tunes: [])
            try readParts(bytes, name: name, checks: false) {
                all.tunes += $0.tunes
                all.diagnostics += $0.diagnostics
            }
            return all
        }

        func readParts(_ bytes: [UInt8], name: String, checks: Bool, onPart: (Imported) throws -> Void) throws {
            var part = Imported(tunes: [])
            for (i, word) in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).enumerated() {
                var score = Score()
                score.header.titles = ["\(i)"]
                let error = Diagnostic(.error, "\(word) \(i)", at: nil)
                switch word {
                case "ok": part.tunes.append(Imported.Tune(score: score))
                case "bad": part.tunes.append(Imported.Tune(score: score, diagnostics: [error]))
                case "refused": part.diagnostics.append(error)
                case "stop": throw Stop()
                default:
                    try onPart(part)
                    part = Imported(tunes: [])
                }
            }
            try onPart(part)
        }
    }

    /// The parts of a file as text: messages, then titles, then `.` for the last part.
    private func readings(_ text: String) throws -> [String] {
        try place.write("a.words", text)
        var components = Registries.builtIn
        components.importers = components.importers.adding(.init(Schema("words", "reads words")) { _ in Words() })
        var found: [String] = []
        try place.muse(components: components).readMusic(["\(place.path)/a.words"]) { reading in
            let file = Result { try reading.file.get().scores.map(\.header.title).joined() }
            let music = (try? file.get()) ?? "failed"
            let messages = reading.diagnostics.map { "[\($0.message)]" }.joined()
            found.append(messages + music + (reading.isLast ? "." : "") + "/\(reading.tuneCount)")
        }
        return found
    }

    @Test func partsComeInOrderAndOnlyTheLastSaysSo() throws {
        #expect(try readings("ok ok") == ["01./2"])
        #expect(try readings("ok ok | ok ok | ok") == ["01/2", "34/2", "6./1"])
        #expect(try readings("ok bad ok | ok | ok") == ["[bad 1]02/3", "46./2"])
    }

    @Test func aPartWithFewerThanTwoTunesIsJoinedWithTheNext() throws {
        #expect(try readings("ok | bad | ok ok | ok") == ["[bad 2]045/4", "7./1"])
        #expect(try readings("ok | bad | bad") == ["[bad 2][bad 4]0./3"])
    }

    @Test func aFileWithoutUsableTunesFailsAtItsEnd() throws {
        #expect(try readings("bad | bad") == ["[bad 0][bad 2]failed./2"])
        #expect(try readings("") == ["failed./0"])
        #expect(try readings("refused ok ok | ok ok") == ["[refused 0]failed./4"])
        #expect(try readings("ok ok | ok stop") == ["failed./2"])
        #expect(try readings("ok ok | ok ok | ok stop") == ["01/2", "failed./2"])
    }

    @Test func anErrorOfTheReceiverEndsTheReading() throws {
        struct Enough: Error {}
        let paths = (0..<50).map { _ in "\(place.path)/tunes.abc" }
        var count = 0
        #expect(throws: Enough.self) {
            try place.muse().readMusic(paths) { _ in
                count += 1
                if count == 3 { throw Enough() }
            }
        }
        #expect(count == 3)
    }
}

import Foundation
import MuseImport
import MuseMusic
import MuseProtocols
import MuseStorage
import MuseTokenizers
import Testing

/// Round trips of every step of every piece in the published data sets, if `Scripts/datasets` has downloaded them.
@Suite struct DataSetTests {
    private static let folder = #filePath.components(separatedBy: "/Tests/")[0] + "/Corpora/datasets"

    private static func isDownloaded(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(folder)/\(name)")
    }

    /// The pieces by side. Another JSON reader does not keep the order of the sides in the file.
    private func pieces(_ name: String) throws -> [CorpusSide: [[[Int]]]] {
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(name)"))
        let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [[[Int]]]])
        return [
            .training: try #require(object["train"]), .validation: try #require(object["valid"]),
            .test: try #require(object["test"]),
        ]
    }

    private func tunes(_ name: String) throws -> [CorpusSide: [Score]] {
        let imported = PianoRollImporter().read(try FileReader.bytes("\(Self.folder)/\(name)"), name: name)
        #expect((imported.diagnostics + imported.tunes.flatMap(\.diagnostics)).isEmpty)
        return Dictionary(grouping: imported.tunes) { $0.split ?? .training }.mapValues { $0.map(\.score) }
    }

    @Test(
        .enabled(if: isDownloaded("jsb_pianoroll.json") && isDownloaded("nottingham_pianoroll.json")),
        arguments: ["jsb_pianoroll.json", "nottingham_pianoroll.json"])
    func everyStepOfAPianoRollRoundTrips(_ name: String) throws {
        let tokenizer = try pianoRollTokenizer()
        let grammar = try tokenizer.grammar(for: Plan())
        let (pieces, tunes) = (try pieces(name), try tunes(name))
        for side in CorpusSide.allCases {
            try #require(tunes[side]?.count == pieces[side]?.count)
            for (score, piece) in zip(tunes[side] ?? [], pieces[side] ?? []) {
                let tokens = try tokenizer.encode(score).tokens
                var steps: [[Int]] = []
                for token in tokens {
                    if tokenizer.steps?.count([token]) == 1 { steps.append([]) }
                    if let number = Int(tokenizer.vocabulary[token].dropFirst(5)) {
                        steps[steps.count - 1].append(number)
                    }
                }
                #expect(steps.map { $0.reversed() } == piece, "\(score.header.title)")
                #expect(tokenizer.steps?.count(tokens) == piece.count)
                #expect(firstDisallowed(grammar, tokens, tokenizer.vocabulary.count) == nil)
                #expect(try tokenizer.encode(tokenizer.decode(tokens)).tokens == tokens)
            }
        }
    }

    @Test(.enabled(if: isDownloaded("jsb_chorales.json")), arguments: ["changes", "sounding", "attacks"])
    func everyVoiceOfAChoraleRoundTrips(_ notes: String) throws {
        let name = "jsb_chorales.json"
        let tokenizer = try choraleTokenizer(["notes": notes, "order": "satb"])
        let grammar = try tokenizer.grammar(for: Plan())
        let (pieces, tunes) = (try pieces(name), try tunes(name))
        for side in CorpusSide.allCases {
            try #require(tunes[side]?.count == pieces[side]?.count)
            for (score, piece) in zip(tunes[side] ?? [], pieces[side] ?? []) {
                let tokens = try tokenizer.encode(score).tokens
                var numbers: [Int] = []
                for token in tokens where tokenizer.steps?.count([token]) == 1 {
                    let name = tokenizer.vocabulary[token]
                    // A hold continues the pitch of the previous step.
                    numbers.append(
                        name.hasSuffix("rest")
                            ? -1 : name.hasSuffix("hold") ? numbers[numbers.count - 4] : Int(name.dropFirst(7))!)
                }
                #expect(numbers == piece.flatMap(\.self), "\(score.header.title)")
                #expect(tokenizer.steps?.count(tokens) == 4 * piece.count)
                #expect(firstDisallowed(grammar, tokens, tokenizer.vocabulary.count) == nil)
                #expect(try tokenizer.encode(tokenizer.decode(tokens)).tokens == tokens)
            }
        }
    }
}

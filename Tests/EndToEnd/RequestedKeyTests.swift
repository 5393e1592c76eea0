import Foundation
import Testing

/// Tunes of tokenizers without tokens for keys.
@Suite struct RequestedKeyTests {
    /// The notes of D dorian are those of C major, whose signature would fit them too.
    @Test func aTuneIsWrittenInTheRequestedKey() throws {
        let folder = try Folder([
            "tunes.abc": tunebook,
            "jig.yaml": """
            corpus: {files: tunes.abc}
            tokenizer: pianoroll
            generator: markov
            constraints: [{type: key, tonic: D, mode: dorian, diatonic: true}, {type: bars, min: 2, max: 8}]
            generate: {count: 3}
            export: abc

            """,
        ])
        let run = try folder.muse("run", "jig.yaml", "--out", "o", "--quiet")
        #expect(run.code == 0, "\(run.errors)")
        let tunes = try folder.text("o/jig.abc").split(separator: "\n")
        #expect(tunes.filter { $0.hasPrefix("K:") } == ["K:Ddor", "K:Ddor", "K:Ddor"])
        // No note needs an accidental.
        #expect(tunes.allSatisfy { $0.contains(":") && !$0.hasPrefix("|") || !$0.contains { "^_=".contains($0) } })
    }
}

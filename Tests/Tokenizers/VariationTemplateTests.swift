import Foundation
import MuseImport
import MuseMusic
import MuseProtocols
import MuseStorage
import MuseTokenizers
import Testing

/// What variation requires of every tokenizer with the capability.
@Suite struct VariationTemplateTests {
    static let names = Registry<any Tokenizer>.builtIn.entries
        .filter { $0.schema.capabilities.contains(.variations) }.map(\.schema.name)

    /// Every 61st tune of the embedded collection.
    private static let tunes: [Score] = {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        guard let bytes = try? FileReader.bytes("\(root)/Corpora/traditional.abc") else { return [] }
        let all = ABCImporter().read(bytes, name: "t").tunes.map(\.score)
        return stride(from: 0, to: all.count, by: 61).map { all[$0] }
    }()

    private func make(_ name: String) throws -> any Tokenizer {
        let mark = SourceMark(source: SourceFile(name: "test", text: ""), line: 1, column: 1)
        let type = Node.Entry(key: "type", keyMark: mark, value: Node(.scalar(name, isPlain: true), at: mark))
        return try Registry<any Tokenizer>.builtIn.make(Node(.map([type]), at: mark), path: "tokenizer")
    }

    /// Walks through a grammar at random.
    private func sample(_ grammar: any TokenGrammar, _ size: Int, _ random: inout RandomSource) throws -> [TokenID] {
        var state = grammar.start()
        var tokens: [TokenID] = []
        var mask = [Bool](repeating: false, count: size)
        while !state.isEnded {
            state.allowed(&mask, tokensLeft: 2048)
            let allowed = mask.indices.filter { mask[$0] }
            try #require(!allowed.isEmpty && tokens.count < 4096)
            tokens.append(TokenID(allowed[random.below(allowed.count)]))
            state.advance(tokens[tokens.count - 1])
        }
        return tokens
    }

    @Test(arguments: names) func closedSpansGiveTheTune(_ name: String) throws {
        let tokenizer = try make(name)
        var count = 0
        for tune in Self.tunes {
            guard (try? tokenizer.placedEncoding(of: tune)) != nil else { continue }
            count += 1
            let template = try VariationTemplate(
                of: tune, Variation(keeping: .skeleton), by: tokenizer, maxTokens: .max)
            var random = RandomSource(seed: 1)
            let tokens = try sample(template.grammar(opening: []), tokenizer.vocabulary.count, &random)
            #expect(tokens == template.tokens)
            #expect(template.score(of: tokens, opening: []) == tune)
        }
        #expect(count > 3)
    }

    /// The tokenizer's decoder, which knows nothing of templates, reads the notes of the varied score.
    @Test(arguments: names, Variation.Kept.allCases) func variationsAreWhatTheTokensSay(
        _ name: String, kept: Variation.Kept
    ) throws {
        let tokenizer = try make(name)
        var varied = 0
        for (i, tune) in Self.tunes.enumerated() {
            guard (try? tokenizer.placedEncoding(of: tune)) != nil else { continue }
            let template = try VariationTemplate(of: tune, Variation(keeping: kept), by: tokenizer, maxTokens: .max)
            guard template.spanCount > 0 else { continue }
            varied += 1
            var random = RandomSource(seed: UInt64(i))
            let opened = (0..<template.spanCount).filter { _ in random.below(2) == 0 }
            let tokens = try sample(template.grammar(opening: opened), tokenizer.vocabulary.count, &random)
            let score = template.score(of: tokens, opening: opened)
            let decoded = try tokenizer.decode(tokens)
            func notes(_ score: Score) -> [String] {
                score.melody.tones.map { "\($0.onset * 10_080 / score.ticksPerQuarter) \($0.midi)" }
            }
            #expect(notes(score) == notes(decoded), "\(tune.header.title)")
            #expect(score.barlines == tune.barlines)
            if kept == .rhythm || kept == .skeleton {
                let structure = StructuralNotes(tune.timeSpans(ofPart: 0))
                for onset in structure.onsets {
                    #expect(score.parts[0].notes.contains { $0.onset == onset && $0.pitch == structure[onset] })
                }
            }
        }
        #expect(varied > 3)
    }
}

import Foundation
import MuseImport
import MuseMusic
import MuseProtocols
import MuseStorage
import MuseTokenizers
import Testing

/// Requirements of every registered tokenizer with its default settings.
@Suite struct TokenizerContractTests {
    static let names = Registry<any Tokenizer>.builtIn.entries.map(\.schema.name)

    /// Every 23rd tune of the embedded collection, which covers all meters and rhythms.
    private static let tunes: [Score] = {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        guard let bytes = try? FileReader.bytes("\(root)/Corpora/traditional.abc") else { return [] }
        let all = ABCImporter().read(bytes, name: "t").tunes.map(\.score)
        let chosen = stride(from: 0, to: all.count, by: 23).map { all[$0] }
        // In one voice, and for chorale tokenizers in four.
        return chosen
            + chosen.map { score in
                var score = score
                score.parts = [Part](repeating: score.parts[0], count: 4)
                return score
            }
    }()

    private static let plans: [(name: String, edit: @Sendable (inout Plan) -> Void)] = [
        ("free", { _ in }),
        ("meter", { $0.meter = demand(Meter(3, 4)) }),
        ("bars", { $0.bars = demand(3...4) }),
        ("range", { $0.range = demand(60...79) }),
        ("diatonic key", { ($0.key, $0.isDiatonic) = (demand(Key("G")!), demand(true)) }),
        ("sections", { $0.sections = demand([.init(bars: 2, repeats: .none), .init(bars: 3, repeats: .none)]) }),
        ("repeats", { $0.sections = demand([.init(bars: 4, repeats: .signs), .init(bars: 4, repeats: .endings)]) }),
        (
            "phrases",
            {
                $0.sections = demand([
                    .init(bars: 4, repeats: .signs, phrases: Array("abac")), .init(bars: 2, repeats: .none),
                ])
            }
        ),
    ]

    private func make(_ name: String) throws -> any Tokenizer {
        let mark = SourceMark(source: SourceFile(name: "test", text: ""), line: 1, column: 1)
        let type = Node.Entry(key: "type", keyMark: mark, value: Node(.scalar(name, isPlain: true), at: mark))
        return try Registry<any Tokenizer>.builtIn.make(Node(.map([type]), at: mark), path: "tokenizer")
    }

    @Test(arguments: names) func tunesComeBackAsTheSameTokens(_ name: String) throws {
        let tokenizer = try make(name)
        var held = 0
        for tune in Self.tunes {
            guard let tokens = try? tokenizer.encode(tune).tokens else { continue }
            held += 1
            #expect(tokens.last == tokenizer.endToken, "\(tune.header.title)")
            #expect(!tokens.dropLast().contains(tokenizer.endToken), "\(tune.header.title)")
            #expect(tokens.allSatisfy { tokenizer.vocabulary.names.indices.contains(Int($0)) })
            #expect(try tokenizer.encode(tokenizer.decode(tokens)).tokens == tokens, "\(tune.header.title)")
        }
        #expect(5 * held >= 2 * Self.tunes.count, "\(held) of \(Self.tunes.count)")
    }

    @Test(arguments: names) func twoTokenizersOfTheSameSettingsEncodeAlike(_ name: String) throws {
        let (first, second) = (try make(name), try make(name))
        #expect(first.vocabulary.hash == second.vocabulary.hash)
        for tune in Self.tunes {
            #expect((try? first.encode(tune))?.tokens == (try? second.encode(tune))?.tokens, "\(tune.header.title)")
            #expect((try? first.encode(tune))?.losses == (try? second.encode(tune))?.losses, "\(tune.header.title)")
        }
    }

    /// Random tokens, truncated or reversed tunes, and tokens outside the vocabulary either decode or throw.
    @Test(arguments: names) func malformedTokensAreReadOrRefused(_ name: String) throws {
        let tokenizer = try make(name)
        var random = RandomSource(seed: 3)
        var sequences: [[TokenID]] = [[], [-1], [.max, .min], [tokenizer.endToken, tokenizer.endToken]]
        for _ in 0..<150 {
            sequences.append((0..<70).map { _ in TokenID(random.below(tokenizer.vocabulary.count + 2)) - 1 })
        }
        for tune in Self.tunes {
            guard let tokens = try? tokenizer.encode(tune).tokens else { continue }
            sequences.append(tokens.reversed())
            sequences.append(Array(tokens.prefix(random.below(tokens.count))))
            sequences.append(Array(tokens.dropFirst(7)))
        }
        for tokens in sequences {
            let score = try? tokenizer.decode(tokens)
            #expect((try? tokenizer.decode(tokens)) == score)
            #expect(tokenizer.noteCount(tokens) >= 0)
            for note in score?.parts.flatMap(\.notes) ?? [] { #expect(note.duration >= 0 && note.onset >= 0) }
        }
    }

    @Test(arguments: names, plans.indices) func walksEndWithinTheirBudget(_ name: String, _ planIndex: Int) throws {
        let tokenizer = try make(name)
        var plan = Plan()
        Self.plans[planIndex].edit(&plan)
        var walks = 0
        for budget in [2000, 400, 150] {
            plan.maxTokens = demand(budget, "generate.max_tokens")
            // Tokenizers refuse demands that they cannot represent.
            guard let grammar = try? tokenizer.grammar(for: plan) else { continue }
            for seed in 0..<6 {
                var random = RandomSource(seed: UInt64(seed))
                let even = walk(grammar, tokenizer.vocabulary, &random, maxTokens: budget)
                let quick = walk(grammar, tokenizer.vocabulary, &random, maxTokens: budget, weight: endsOften)
                for tokens in [even, quick] {
                    let tune = try #require(tokens, "\(name), \(Self.plans[planIndex].name), \(budget), \(seed)")
                    walks += 1
                    #expect(try !tokenizer.decode(tune).parts.isEmpty)
                }
            }
        }
        #expect(planIndex > 0 || walks > 0, "the free plan is met by every tokenizer")
    }
}

import Foundation
import MuseImport
import MuseMusic
import MuseProtocols
import MuseStorage
import MuseTokenizers
import Testing

/// Subwords of real tunes.
@Suite struct SubwordWalkTests {
    static let cases: [(type: String, base: [String: String], settings: [String: String])] = [
        ("bpe", ["type": "abc"], ["vocabulary": "600"]),
        ("unigram", ["type": "abc"], ["vocabulary": "600"]),
        ("bpe", ["type": "melody"], ["vocabulary": "300", "split": "none"]),
        ("bpe", ["type": "remi", "use_programs": "true"], ["vocabulary": "800"]),
        ("bpe", ["type": "remi"], ["vocabulary": "700", "split": "beat"]),
        ("bpe", ["type": "abc"], ["vocabulary": "500", "split": "beat"]),
        ("unigram", ["type": "tsd"], ["vocabulary": "700", "split": "none"]),
    ]

    private static let tunes: [Score] = {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        guard let bytes = try? FileReader.bytes("\(root)/Corpora/traditional.abc") else { return [] }
        let all = ABCImporter().read(bytes, name: "t").tunes.map(\.score)
        return stride(from: 0, to: all.count, by: 61).map { all[$0] }
    }()

    private func fitted(_ index: Int) throws -> SubwordTokenizer {
        let (type, base, settings) = Self.cases[index]
        let made = try subwords(type, base: base, settings).fitted(to: Self.tunes) { false }
        return try #require(made as? SubwordTokenizer)
    }

    @Test(arguments: cases.indices) func tunesComeBackAsTheSameMusic(_ index: Int) throws {
        let tokenizer = try fitted(index)
        #expect(tokenizer.vocabulary.count > tokenizer.base.vocabulary.count)
        var (tokens, base) = (0, 0)
        for tune in Self.tunes {
            guard let expected = try? tokenizer.base.encode(tune).tokens else { continue }
            let encoded = try tokenizer.encode(tune).tokens
            (tokens, base) = (tokens + encoded.count, base + expected.count)
            #expect(tokenizer.baseTokens(of: encoded) == expected)
            #expect(tokenizer.noteCount(encoded) == tokenizer.base.noteCount(expected))
            #expect(try tokenizer.decode(encoded) == tokenizer.base.decode(expected))
        }
        #expect(base > 0 && 3 * tokens < 2 * base, "\(tokens) of \(base)")
    }

    /// A fresh tokenizer with the saved tokens divides tunes alike.
    @Test(arguments: cases.indices) func savedTokensAreTheSame(_ index: Int) throws {
        let (type, base, settings) = Self.cases[index]
        let tokenizer = try fitted(index)
        let file = try tokenizer.saved()
        let loaded = try subwords(type, base: base, settings).loading(file)
        #expect(loaded.vocabulary.names == tokenizer.vocabulary.names)
        #expect(try loaded.saved() == file)
        for tune in Self.tunes.prefix(5) {
            #expect((try? loaded.encode(tune))?.tokens == (try? tokenizer.encode(tune))?.tokens)
        }
    }

    /// Random tunes under the mask are tunes of the base grammar, and come back as the same base tokens.
    @Test(arguments: cases.indices) func randomTunesAreReadAndEncodedAgain(_ index: Int) throws {
        let tokenizer = try fitted(index)
        var canonical = 0
        var count = 0
        for seed in 0..<4 {
            var plan = Plan()
            let budget = seed < 2 ? 200 : 90
            plan.maxTokens = demand(budget, "generate.max_tokens")
            let grammar = try tokenizer.grammar(for: plan)
            var random = RandomSource(seed: UInt64(seed))
            let tune = try #require(walk(grammar, tokenizer.vocabulary, &random, maxTokens: budget), "seed \(seed)")
            let base = tokenizer.baseTokens(of: tune)
            let baseGrammar = try tokenizer.base.grammar(for: Plan())
            #expect(firstDisallowed(baseGrammar, base, tokenizer.base.vocabulary.count) == nil, "seed \(seed)")
            let score = try tokenizer.decode(tune)
            #expect(try tokenizer.base.encode(score).tokens == tokenizer.baseTokens(of: tokenizer.encode(score).tokens))
            count += tune.count
            canonical += try tokenizer.commonEnds(tune, tokenizer.encode([base])[0])
            if tokenizer.base.vocabulary["Pitch_60"] != nil {
                #expect(try tokenizer.base.encode(score).tokens == base, "seed \(seed)")
            }
        }
        // Most tokens are those of the encoding, although walks go where no music does.
        #expect(2 * canonical > count, "\(canonical) of \(count)")
    }

    /// As the definition says it: the run of each token, one base token after the other.
    @Test(arguments: cases.indices) func masksAreThoseOfTheRuns(_ index: Int) throws {
        let tokenizer = try fitted(index)
        let size = tokenizer.base.vocabulary.count
        let tune = try #require(Self.tunes.lazy.compactMap { try? tokenizer.encode($0).tokens }.first)
        var state = try tokenizer.grammar(for: Plan()).start()
        var base = try tokenizer.base.grammar(for: Plan()).start()
        var mask = [Bool](repeating: false, count: tokenizer.vocabulary.count)
        var baseMask = [Bool](repeating: false, count: size)
        for token in tune.prefix(16) {
            state.allowedAsInput(&mask)
            for other in mask.indices {
                var next = base
                var isAllowed = true
                for step in tokenizer.baseTokens(of: [TokenID(other)]) where isAllowed {
                    next.allowedAsInput(&baseMask)
                    isAllowed = baseMask[Int(step)]
                    if isAllowed { next.advance(step) }
                }
                #expect(mask[other] == isAllowed, "\(tokenizer.vocabulary.names[other])")
            }
            #expect(mask[Int(token)])
            state.advance(token)
            for step in tokenizer.baseTokens(of: [token]) { base.advance(step) }
        }
    }

    @Test func fittingTwiceGivesTheSameTokens() throws {
        for index in [0, 1] { #expect(try fitted(index).saved() == fitted(index).saved()) }
    }

    /// 6/8 has two beats; x2 lengthens the note before, a grace note belongs to the next one.
    @Test func wordsOfABCAreBeats() throws {
        let text = "X:1\nT:t\nM:6/8\nL:1/8\nK:C\nCDE FGA|C4 DE|C2D [EG]FG|\n"
        let score = ABCImporter().read(Array(text.utf8), name: "t").tunes[0].score
        let tokenizer = try subwords(
            "bpe", base: ["type": "abc"], ["vocabulary": "4000", "split": "beat", "min_frequency": "1"])
        let fitted = try #require(try tokenizer.fitted(to: [score]) { false } as? SubwordTokenizer)
        let tokens = try fitted.encode(score).tokens
        let beats = fitted.lengths(of: tokens).filter { $0 > 1 }
        // The note of four eighths reaches into the second beat, in which D is the first to start.
        #expect(beats == [3, 3, 2, 2, 3, 6])
    }

    @Test func openBarsAreFilledInSubwords() throws {
        let tokenizer = try fitted(0)
        let text = "X:1\nT:t\nM:4/4\nL:1/8\nK:D\nd2fd ABde|?|d2fd ABde|f2ed d4|]\n"
        let score = ABCImporter().read(Array(text.utf8), name: "t").tunes[0].score
        let plan = Plan()
        let (own, base) = (
            try tokenizer.template(of: score, for: plan), try tokenizer.base.template(of: score, for: plan)
        )
        #expect(tokenizer.baseTokens(of: own.tokens) == base.tokens && own.gaps.count == 1)
        var random = RandomSource(seed: 2)
        let filling = try #require(walk(own.fillings, tokenizer.vocabulary, &random, maxTokens: 60))
        let tune = own.tune(filling)
        #expect(tokenizer.baseTokens(of: tune) == base.tune(tokenizer.baseTokens(of: filling)))
        let grammar = try tokenizer.base.grammar(for: plan)
        #expect(firstDisallowed(grammar, tokenizer.baseTokens(of: tune), tokenizer.base.vocabulary.count) == nil)
    }

    @Test func tunesContinueAnOpening() throws {
        let tokenizer = try fitted(0)
        let text = "X:1\nT:t\nM:4/4\nL:1/8\nK:D\nd2fd ABde|f2ed d4|\n"
        let score = ABCImporter().read(Array(text.utf8), name: "t").tunes[0].score
        let opening = try tokenizer.opening(of: score)
        let base = try tokenizer.base.opening(of: score)
        #expect(tokenizer.baseTokens(of: opening.tokens) == base.tokens)
        #expect(tokenizer.baseTokens(of: Array(opening.tokens[..<opening.freeAt])).count == base.freeAt)
        let grammar = try OpeningGrammar(
            tokenizer.grammar(for: Plan()), opening, vocabulary: tokenizer.vocabulary, maxTokens: 200)
        var random = RandomSource(seed: 2)
        let tune = try #require(walk(grammar, tokenizer.vocabulary, &random, maxTokens: 200))
        #expect(Array(tune.prefix(opening.tokens.count)) == opening.tokens)
    }

    @Test func clocksCountTheRuns() throws {
        let tokenizer = try fitted(0)
        let tune = try tokenizer.encode(Self.tunes[0]).tokens
        var clock = try #require(tokenizer.clock)
        var base = try #require(tokenizer.base.clock)
        #expect(type(of: clock).sizes == type(of: base).sizes)
        for token in tune {
            clock.advance(token)
            for step in tokenizer.baseTokens(of: [token]) { base.advance(step) }
            #expect(clock[0] == base[0] && clock[1] == base[1] && clock.bar == base.bar)
        }
    }
}

extension SubwordTokenizer {
    /// The number of base tokens of each token.
    fileprivate func lengths(of tokens: [TokenID]) -> [Int] { tokens.map { baseTokens(of: [$0]).count } }

    /// The number of tokens of `a` that end where one of `b` does.
    fileprivate func commonEnds(_ a: [TokenID], _ b: [TokenID]) -> Int {
        func ends(_ tokens: [TokenID]) -> Set<Int> {
            var end = 0
            return Set(
                lengths(of: tokens).map { length in
                    end += length
                    return end
                })
        }
        return ends(a).intersection(ends(b)).count
    }
}

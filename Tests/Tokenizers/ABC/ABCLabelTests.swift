import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// `abc` tokens with control tokens for header fields.
@Suite struct ABCLabelTests {
    private let plain: ABCTokenizer
    private let tokenizer: ABCTokenizer

    init() throws {
        plain = try ABCTokenizer(settings(for: ABCTokenizer.schema))
        tokenizer = try Self.labelled(["origin": ["Northern Ireland", "Ireland"], "composer": ["O'Carolan"]])
    }

    private static func labelled(_ lists: KeyValuePairs<String, [String]>) throws -> ABCTokenizer {
        let mark = SourceMark(source: SourceFile(name: "test", text: ""), line: 1, column: 1)
        func map(_ entries: [(String, Node)]) -> Node {
            Node(.map(entries.map { Node.Entry(key: $0, keyMark: mark, value: $1) }), at: mark)
        }
        let nodes = lists.map { key, values in
            (key, Node(.list(values.map { Node(.scalar($0, isPlain: true), at: mark) }), at: mark))
        }
        return try ABCTokenizer(
            Settings(map([("labels", map(nodes))]), for: ABCTokenizer.schema, path: "tokenizer"))
    }

    private func plan(_ edit: (inout Plan) -> Void) -> Plan {
        var plan = Plan()
        edit(&plan)
        return plan
    }

    /// A random tune of the default tokenizer with the given header.
    private func tune(origin: String = "", composers: [String] = []) throws -> Score {
        var random = RandomSource(seed: 1)
        let grammar = try plain.grammar(for: plan { $0.rhythm = demand("jig") })
        var score = try plain.decode(try #require(walk(grammar, plain.vocabulary, &random, weight: endsOften)))
        score.header.origin = origin
        score.header.composers = composers
        return score
    }

    private func names(_ tokens: [TokenID]) -> [String] { tokens.map { tokenizer.vocabulary[$0] } }

    @Test func theVocabularyWithoutListsIsThatOfTheShippedModel() throws {
        let form = try ABCTokenizer(settings(["form": "true"], for: ABCTokenizer.schema))
        #expect(form.vocabulary.count == 428)
        #expect(form.vocabulary.hash == "fc769e32979be02b612fbf46af8869e78402607ae86ac873cf9756a20b10440b")
        #expect(try Self.labelled([:]).vocabulary.hash == plain.vocabulary.hash)
        #expect(try Self.labelled(["origin": []]).vocabulary.hash == plain.vocabulary.hash)
    }

    @Test func labelsFollowAllOtherTokens() {
        let count = plain.vocabulary.count
        #expect(Array(tokenizer.vocabulary.names[..<count]) == plain.vocabulary.names)
        #expect(
            Array(tokenizer.vocabulary.names[count...])
                == ["O:none", "O:Northern_Ireland", "O:Ireland", "C:none", "C:O'Carolan"])
    }

    @Test(arguments: [
        ("Ireland", ["Turlough O'Carolan"], "O:Ireland", "C:O'Carolan"),
        ("IRELAND; Co. Clare", [], "O:Ireland", "C:none"),
        ("Northern Ireland", ["trad.", "o'carolan?"], "O:Northern_Ireland", "C:O'Carolan"),
        ("Scotland", ["trad."], "O:none", "C:none"),
        ("", [], "O:none", "C:none"),
    ]) func aTuneStartsWithTheLabelsOfItsHeader(
        origin: String, composers: [String], first: String, second: String
    ) throws {
        let tokens = try tokenizer.encode(tune(origin: origin, composers: composers)).tokens
        #expect(names(tokens).prefix(3) == [first, second, "R:jig"])
        let header = try tokenizer.decode(tokens).header
        #expect(header.origin == (first == "O:none" ? "" : first.dropFirst(2).replacing("_", with: " ")))
        #expect(header.composers == (second == "C:none" ? [] : ["O'Carolan"]))
        #expect(header.rhythm == "jig")
    }

    @Test func everyWalkIsACompleteTuneThatRoundTrips() throws {
        let grammar = try tokenizer.grammar(for: Plan())
        for seed in 0..<40 {
            var random = RandomSource(seed: UInt64(seed))
            let tokens = try #require(walk(grammar, tokenizer.vocabulary, &random, weight: endsOften), "\(seed)")
            let score = try tokenizer.decode(tokens)
            expectExactBars(score, "\(seed)")
            #expect(try tokenizer.encode(score).tokens.prefix(3) == tokens.prefix(3))
        }
        var random = RandomSource(seed: 1)
        #expect(walk(grammar, tokenizer.vocabulary, &random, maxTokens: 150, weight: endsOften) != nil)
    }

    @Test func aLabelCanBeRequired() throws {
        let grammar = try tokenizer.grammar(
            for: plan {
                $0.styles[.origin] = demand("ireland")
                $0.rhythm = demand("slipjig")
            })
        var seen: Set<String> = []
        for seed in 0..<20 {
            var random = RandomSource(seed: UInt64(seed))
            let tokens = try #require(walk(grammar, tokenizer.vocabulary, &random, weight: endsOften))
            #expect(names(tokens)[0] == "O:Ireland" && names(tokens)[2] == "R:slip_jig")
            seen.insert(names(tokens)[1])
        }
        #expect(seen == ["C:none", "C:O'Carolan"])
    }

    @Test func aLabelThatIsNotListedIsRefusedWithTheNearest() throws {
        for (kind, value, message) in [
            (.origin, "Irland", "no origin is called 'Irland'; did you mean 'Ireland'?"),
            (.book, "Ireland", "the tokenizer's 'labels' list no book"),
        ] as [(StyleToken.Kind, String, String)] {
            let error = #expect(throws: PlanError.self) {
                try tokenizer.grammar(for: plan { $0.styles[kind] = demand(value) })
            }
            #expect(error?.message == message)
        }
    }

    @Test func labelsAreConditionsAndNotMusic() throws {
        let tokens = try tokenizer.encode(tune(origin: "Ireland")).tokens
        #expect(tokens.prefix(3).allSatisfy { tokenizer.isCondition($0) })
        #expect(tokenizer.barContents(tokens[...]).allSatisfy { $0.lowerBound > 6 })
        var clock = try #require(tokenizer.clock)
        for token in tokens.prefix(3) {
            clock.advance(token)
            #expect(clock[0] == 0 && clock[1] == 0)
        }
    }

    @Test func styleTokensAreAllLabels() {
        #expect(plain.styleTokens.map(\.name) == Rhythm.names)
        #expect(tokenizer.styleTokens.count == Rhythm.names.count + 3)
        for style in tokenizer.styleTokens {
            #expect(tokenizer.vocabulary[style.token].dropFirst(2).replacing("_", with: " ") == style.name)
            #expect(tokenizer.styleTokens.named(style.name.uppercased()) == style)
        }
        #expect(tokenizer.styleTokens.named("Hop Jigs")?.name == "slip jig")
    }

    @Test(arguments: [
        (["Ireland", "ireland"], "'ireland' is listed twice"), (["County Clare", "County_Clare"], "is listed twice"),
        ([" "], "at least one character"), (["None"], "'none' already has a token"),
        (["Reel"], "'reel' already has a token"),
    ]) func ambiguousLabelsAreRefused(values: [String], message: String) throws {
        let error = #expect(throws: RecipeError.self) { try Self.labelled(["origin": values]) }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        #expect(error?.path == "tokenizer.labels.origin[\(values.count - 1)]")
    }
}

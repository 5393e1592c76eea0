import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

@Suite struct MelodyGrammarTests {
    private func plan(_ edit: (inout Plan) -> Void = { _ in }) -> Plan {
        var plan = Plan()
        edit(&plan)
        return plan
    }

    /// The number of bars of a decoded tune, without the pickup.
    private func countedBars(_ score: Score) -> Int {
        let bars = score.bars()
        let full = score.meters[0].value.barTicks(score.ticksPerQuarter) ?? 0
        return bars.count - (bars.count > 1 && bars[0].duration < full ? 1 : 0)
    }

    @Test func randomWalksAreCompleteTunesThatRoundTrip() throws {
        let tokenizer = try melodyTokenizer()
        let grammar = try tokenizer.grammar(for: plan())
        var random = RandomSource(seed: 1)
        for _ in 0..<100 {
            let tokens = try #require(
                walk(grammar, tokenizer.vocabulary, &random, maxTokens: 400) { $0.hasPrefix("note") ? 1 : 12 })
            #expect(tokens.last == tokenizer.endToken)
            let score = try tokenizer.decode(tokens)
            for (i, bar) in score.bars().enumerated() {
                let full = score.meters.value(at: bar.start)?.barTicks(score.ticksPerQuarter)
                #expect(bar.duration == full || i == 0 || bar.end == score.end)
            }
            #expect(try tokenizer.encode(score).tokens == tokens)
            #expect(firstDisallowed(grammar, tokens, tokenizer.vocabulary.count) == nil)
        }
    }

    @Test(arguments: [(60, false), (66, false), (67, true), (200, true)])
    func plansAreSatisfiedWithinTheTightestBudget(budget: Int, hasPickups: Bool) throws {
        // 3 header tokens, 8 bars of 1 + 6 tokens and the end; a pickup bar needs 7 more.
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "2"])
        let asked = plan {
            $0.meter = demand(Meter(6, 8))
            $0.key = demand(Key("E dorian")!)
            $0.isDiatonic = demand(true)
            $0.bars = demand(8...8)
            $0.range = demand(62...74)
            $0.maxTokens = demand(budget)
        }
        let grammar = try tokenizer.grammar(for: asked)
        var random = RandomSource(seed: UInt64(budget))
        var hadPickup = false
        for _ in 0..<60 {
            let tokens = try #require(
                walk(grammar, tokenizer.vocabulary, &random, maxTokens: budget) { $0 == "rest" ? 20 : 1 })
            #expect(tokens.count <= budget)
            let score = try tokenizer.decode(tokens)
            #expect(score.meters[0].value == Meter(6, 8))
            #expect(score.keys[0].value == Key("E dorian")!)
            #expect(countedBars(score) == 8)
            // E dorian: E F# G A B C# D.
            let pitches = Set(score.parts[0].notes.map(\.pitch.midi))
            #expect(pitches.isSubset(of: [62, 64, 66, 67, 69, 71, 73, 74]))
            if tokens.count > 60 { hadPickup = true }
        }
        #expect(hadPickup == hasPickups)
    }

    @Test func thousandsOfWalksUnderRandomPlansMeetNoDeadEnd() throws {
        var random = RandomSource(seed: 5)
        let meters = ["2/4", "3/4", "4/4", "6/8", "9/8", "12/8", "C|", "3/8", "5/4"].compactMap { Meter($0) }
        for round in 0..<60 {
            // With at least 2 steps per quarter, all of these meters fit the grid.
            let tokenizer = try melodyTokenizer(["steps_per_quarter": ["2", "4"][round % 2]])
            let low = 48 + random.below(30)
            let least = random.below(4)
            let asked = plan {
                if round % 4 != 0 { $0.meter = demand(meters[random.below(meters.count)]) }
                if round % 2 == 0 { $0.range = demand(low...low + random.below(12)) }
                if round % 5 == 0 { $0.isDiatonic = demand(true) }
                $0.bars = demand(least...max(1, least) + random.below(3))
            }
            let grammar = try tokenizer.grammar(for: asked)
            // 5/4 and 12/8 have the longest bars of these meters: at most 24 steps at 4 per quarter.
            let enough = 4 + max(1, least) * 25
            for _ in 0..<20 {
                let budget = enough + random.below(40)
                let tokens = try #require(walk(grammar, tokenizer.vocabulary, &random, maxTokens: budget))
                #expect(asked.bars!.value.contains(countedBars(try tokenizer.decode(tokens))))
            }
        }
    }

    @Test func holdFollowsOnlyASoundingNote() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "1", "meters": "common"])
        let grammar = try tokenizer.grammar(for: plan())
        func next(_ text: String) throws -> Set<String> {
            var state = grammar.start()
            for token in try tokenizer.ids(text) { state.advance(token) }
            var mask = [Bool](repeating: false, count: tokenizer.vocabulary.count)
            state.allowed(&mask, tokensLeft: 1000)
            let names = tokenizer.vocabulary.names.enumerated().filter { mask[$0.offset] }.map(\.element)
            return Set(names.map { $0.hasPrefix("note") ? "note" : $0 })
        }
        #expect(try next("M:2/4 K:D major") == ["bar"])
        #expect(try next("M:2/4 K:D major bar") == ["note", "rest"])
        // A pickup bar contains a note.
        #expect(try next("M:2/4 K:D major bar rest") == ["note"])
        #expect(try next("M:2/4 K:D major bar rest note_60") == ["bar"])
        #expect(try next("M:2/4 K:D major bar note_60") == ["note", "rest", "hold"])
        #expect(try next("M:2/4 K:D major bar note_60 hold") == ["bar", "<end>"])
        #expect(try next("M:2/4 K:D major bar note_60 hold bar") == ["note", "rest", "hold"])
        #expect(try next("M:2/4 K:D major bar note_60 rest bar") == ["note", "rest"])
        #expect(try next("M:2/4 K:D major bar note_60 rest bar rest rest <end>") == [])
        // Signatures have at most seven accidentals: A# minor has seven sharps, phrygian six, locrian five.
        #expect(try next("M:2/4 K:A#") == ["minor", "phrygian", "locrian"])
    }

    @Test func writtenTunesAreInTheGrammar() throws {
        let tokenizer = try melodyTokenizer()
        let tune = try readTune(
            "X:1\nM:C\nL:1/8\nK:Edor\n|:e2|BE E2 B2 EB|AFDF A2 z2|(3Bcd BA FAdF|E6:|\n|:gf|eB B2 e3f|e6-|1 e2:|2 e2|]\n"
        )
        let encoding = try tokenizer.encode(tune)
        #expect(firstDisallowed(try tokenizer.grammar(for: plan()), encoding.tokens, tokenizer.vocabulary.count) == nil)
    }

    @Test func unsupportedDemandsAreRefusedWithAReason() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "1"])
        func message(_ edit: (inout Plan) -> Void) -> String? {
            do {
                _ = try tokenizer.grammar(for: plan(edit))
                return nil
            } catch { return (error as? PlanError)?.message }
        }
        #expect(message { $0.rhythm = demand("jig") } == "the melody tokenizer has no tokens for rhythms")
        #expect(message { $0.allowedMarks = demand([.spans]) } == "the melody tokenizer has no tokens for marks")
        // A bar of 5/8 has two and a half steps.
        #expect(
            message { $0.meter = demand(Meter(5, 8)) } == "the melody tokenizer has no meter 5/8 at 1 step a quarter")
        #expect(message { $0.range = demand(1...20) } == "the melody tokenizer has only the notes 21 to 108")
        #expect(message { $0.bars = demand(0...0) } == "a tune has at least one bar")
        #expect(
            message { $0.sections = demand([.init(bars: 8, repeats: .either)]) }
                == "the melody tokenizer has no repeats; use 'repeats: none'")
        #expect(message { $0.sections = demand([.init(bars: 8, repeats: .none)]) } == nil)
        #expect(
            message {
                $0.sections = demand([.init(bars: 8, repeats: .none)])
                $0.bars = demand(4...6)
            } == "the sections have 8 bars in total, outside the allowed range")
        #expect(
            message {
                $0.meter = demand(Meter(4, 4))
                $0.bars = demand(8...16)
                $0.maxTokens = demand(43)
            } == "a tune that meets the demands takes at least 44 tokens")
        #expect(
            message {
                $0.key = demand(Key("C")!)
                $0.isDiatonic = demand(true)
                $0.range = demand(61...61)
            } == "no note of the key is in the range")
        #expect(message { $0.bars = demand(1...Int.max) } == nil)
        #expect(message { $0.bars = demand(Int.max...Int.max) } == nil)
    }

    @Test(arguments: [
        ("steps_per_quarter", "3", "3 is not a power of two: 1, 2, 4, 8 or 16"),
        ("high", "30", "from low 21 to high 30 is less than an octave"),
        ("low", "100", "from low 100 to high 108 is less than an octave"),
    ])
    func incompatibleSettingsAreRefused(setting: String, value: String, message: String) {
        let values = KeyValuePairs(dictionaryLiteral: (setting, value))
        let error = #expect(throws: RecipeError.self) { try melodyTokenizer(values) }
        #expect(error?.message == message)
        #expect(error?.path == "tokenizer.\(setting)")
    }
}

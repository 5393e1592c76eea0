import MuseExport
import MuseImport
import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// Requirements of every grid tokenizer with any settings.
@Suite struct GridContractTests {
    private static let tokenizers: [(name: String, make: @Sendable () throws -> any Tokenizer)] = [
        ("chorale", { try choraleTokenizer() }),
        ("chorale changes satb", { try choraleTokenizer(["notes": "changes", "order": "satb"]) }),
        ("chorale sounding shared", { try choraleTokenizer(["notes": "sounding", "own_tokens": "false"]) }),
        ("chorale eighths", { try choraleTokenizer(["steps_per_quarter": "2", "order": "btas"]) }),
        ("chorale common", { try choraleTokenizer(["meters": "common"]) }),
        ("pianoroll", { try pianoRollTokenizer() }),
        ("pianoroll common", { try pianoRollTokenizer(["meters": "common"]) }),
        (
            "pianoroll ascending",
            { try pianoRollTokenizer(["order": "ascending", "steps_per_quarter": "1", "low": "48", "high": "60"]) }
        ),
    ]

    private static let plans: [(name: String, edit: @Sendable (inout Plan) -> Void)] = [
        ("free", { _ in }),
        ("meter", { $0.meter = demand(Meter(3, 4)) }),
        ("bars", { $0.bars = demand(2...3) }),
        (
            "all",
            {
                $0.meter = demand(Meter(6, 4))
                $0.sections = demand([.init(bars: 1, repeats: .none), .init(bars: 2, repeats: .none)])
                $0.range = demand(50...59)
                $0.key = demand(Key("Eb")!)
                $0.isDiatonic = demand(true)
            }
        ),
    ]

    private static func plan(_ edit: (inout Plan) -> Void) -> Plan {
        var plan = Plan()
        edit(&plan)
        return plan
    }

    /// Checks that all bars but the last have the length of their meter, which changes only at bar lines.
    private func expectExactBars(_ score: Score, _ name: String) throws {
        let bars = score.bars()
        for bar in bars {
            let full = try #require(score.meters.value(at: bar.start)?.barTicks(score.ticksPerQuarter))
            #expect(bar.duration == full || bar.end == score.end && bar.duration < full, "\(name)")
        }
        #expect(Set(score.meters.map(\.onset)).isSubset(of: bars.map(\.start)), "\(name)")
        #expect(score.barlines.last?.style == .final && score.barlines.last?.onset == score.end, "\(name)")
    }

    /// Only meter tokens are conditions. Their names begin with `M:`.
    @Test(arguments: tokenizers.indices) func conditionsAreTheMeters(_ index: Int) throws {
        let tokenizer = try Self.tokenizers[index].make()
        let grid: Set<Capability> = tokenizer.stepGrid == nil ? [] : [.stepGrid]
        #expect(tokenizer.capabilities == grid.union([.conditions]))
        for (id, name) in tokenizer.vocabulary.names.enumerated() {
            #expect(tokenizer.isCondition(TokenID(id)) == name.hasPrefix("M:"), "\(name)")
        }
        #expect(!tokenizer.isCondition(-1) && !tokenizer.isCondition(TokenID(tokenizer.vocabulary.count)))
    }

    @Test(arguments: tokenizers.indices, plans.indices)
    func everyWalkIsACompleteTuneThatRoundTrips(_ index: Int, _ planIndex: Int) throws {
        let tokenizer = try Self.tokenizers[index].make()
        let plan = Self.plan(Self.plans[planIndex].edit)
        let grammar = try tokenizer.grammar(for: plan)
        let isMarked: (String) -> Int = { $0.contains("note") ? 1 : $0 == "<end>" ? 3 : 20 }
        for seed in 0..<25 {
            let name = "\(Self.tokenizers[index].name), \(Self.plans[planIndex].name), \(seed)"
            var random = RandomSource(seed: UInt64(seed))
            let tokens = try #require(
                walk(grammar, tokenizer.vocabulary, &random, maxTokens: 700, weight: isMarked), "\(name)")
            #expect(tokens.last == tokenizer.endToken && tokens.dropLast().allSatisfy { $0 != tokenizer.endToken })
            let score = try tokenizer.decode(tokens)
            try expectExactBars(score, name)
            #expect(try tokenizer.encode(score).tokens == tokens, "\(name)")
            let played = score.played()
            #expect(tokenizer.noteCount(tokens) == played.parts.reduce(0) { $0 + $1.notes.count }, "\(name)")
            if let bars = plan.bars { #expect(bars.value.contains(score.bars().count), "\(name)") }
            if plan.sections != nil {
                #expect(score.bars().count == 3 && score.bars().allSatisfy { $0.duration == 60_480 }, "\(name)")
                // E flat major (Eb F G Ab Bb C D) from D3 (50) to B3 (59).
                let pitches = Set(played.parts.flatMap(\.notes).map(\.pitch.midi))
                #expect(pitches.isSubset(of: [50, 51, 53, 55, 56, 58]), "\(name)")
            }
        }
    }

    /// Every budget from the smallest accepted one upwards is kept.
    @Test(arguments: tokenizers.indices, plans.indices)
    func everyAcceptedBudgetIsKept(_ index: Int, _ planIndex: Int) throws {
        let tokenizer = try Self.tokenizers[index].make()
        var refused = 0
        for budget in 1...400 {
            var plan = Self.plan(Self.plans[planIndex].edit)
            plan.maxTokens = demand(budget, "generate.max_tokens")
            let grammar: any TokenGrammar
            do {
                grammar = try tokenizer.grammar(for: plan)
            } catch let error as PlanError {
                #expect(error.path == "generate.max_tokens")
                refused = budget
                continue
            }
            // If a budget is accepted, every larger one is.
            #expect(refused == 0 || budget > refused)
            if budget > refused + 30, budget % 37 != 0 { continue }
            for seed in 0..<4 {
                var random = RandomSource(seed: UInt64(seed))
                let tokens = walk(grammar, tokenizer.vocabulary, &random, maxTokens: budget)
                #expect(tokens != nil, "\(Self.tokenizers[index].name), \(budget)")
                // The smallest accepted budget is used up completely.
                if budget == refused + 1 { #expect(tokens?.count == budget, "\(Self.tokenizers[index].name)") }
            }
        }
        #expect(refused > 0)
    }

    /// Any tokens decode to a valid score, which survives encoding and decoding.
    @Test(arguments: tokenizers.indices)
    func anyTokensCanBeDecoded(_ index: Int) throws {
        let tokenizer = try Self.tokenizers[index].make()
        var random = RandomSource(seed: 7)
        for _ in 0..<200 {
            let tokens = (0..<60).map { _ in TokenID(random.below(tokenizer.vocabulary.count)) }
            let score = try tokenizer.decode([-1, 30_000] + tokens)
            if score.end == 0 { continue }
            try expectExactBars(score, "\(index)")
            let again = try tokenizer.encode(score).tokens
            #expect(try tokenizer.decode(again) == score)
            let grammar = try tokenizer.grammar(for: Plan())
            #expect(firstDisallowed(InputGrammar(grammar), again, tokenizer.vocabulary.count) == nil)
            #expect((tokenizer.steps?.count(again) ?? 0) > 0)
        }
        #expect(try tokenizer.decode([]).parts.allSatisfy(\.notes.isEmpty))
        #expect(tokenizer.noteCount([]) == 0)
    }

    /// Tunes survive the ABC exporter and importer.
    @Test(arguments: tokenizers.indices)
    func everyWalkRoundTripsThroughABC(_ index: Int) throws {
        let tokenizer = try Self.tokenizers[index].make()
        let grammar = try tokenizer.grammar(for: Self.plan { $0.bars = demand(1...3) })
        for seed in 0..<20 {
            var random = RandomSource(seed: UInt64(seed))
            let tokens = try #require(
                walk(grammar, tokenizer.vocabulary, &random, maxTokens: 900) {
                    $0.contains("hold") ? 40 : $0.contains("note") ? 1 : 9
                })
            let score = try tokenizer.decode(tokens)
            let abc = try ABCExporter(settings(for: ABCExporter.schema)).write([score], provenance: nil)
            let imported = ABCImporter().read(abc, name: "t.abc")
            #expect((imported.diagnostics + imported.tunes.flatMap(\.diagnostics)).isEmpty)
            let back = try #require(imported.tunes.first).score
            #expect(try tokenizer.encode(back).tokens == tokens, "\(Self.tokenizers[index].name), \(seed)")
            for other in [
                try MIDIExporter(settings(for: MIDIExporter.schema)).write([score], provenance: nil),
                try MusicXMLExporter(settings(for: MusicXMLExporter.schema)).write([score], provenance: nil),
            ] { #expect(!other.isEmpty) }
        }
    }

    @Test(arguments: tokenizers.indices)
    func unsupportedDemandsAreRefusedWithAReason(_ index: Int) throws {
        let tokenizer = try Self.tokenizers[index].make()
        let name = Self.tokenizers[index].name.split(separator: " ")[0]
        func message(_ edit: (inout Plan) -> Void) -> String? {
            do {
                _ = try tokenizer.grammar(for: Self.plan(edit))
                return nil
            } catch { return (error as? PlanError)?.message }
        }
        #expect(message { $0.rhythm = demand("jig") } == "the \(name) tokenizer has no tokens for rhythms")
        #expect(
            message { $0.key = demand(Key("D")!) }
                == "the \(name) tokenizer has no tokens for keys; to restrict notes to the key, use 'diatonic: true'")
        #expect(
            message { $0.sections = demand([.init(bars: 8, repeats: .signs)]) }
                == "the \(name) tokenizer has no repeats; use 'repeats: none'")
        #expect(
            message { $0.sections = demand([.init(bars: 8, repeats: .none, phrases: ["a", "b"])]) }
                == "the \(name) tokenizer cannot repeat phrases")
        #expect(message { $0.bars = demand(0...0) } == "a tune has at least one bar")
        #expect(message { $0.meter = demand(.free) }?.hasPrefix("the \(name) tokenizer has no meter none at ") == true)
        #expect(message { $0.range = demand(0...20) }?.hasPrefix("the \(name) tokenizer has only the notes ") == true)
        #expect(
            message {
                $0.key = demand(Key("C")!)
                $0.isDiatonic = demand(true)
                $0.range = demand(54...54)
            } == "no note of the key is in the range")
        #expect(message { $0.bars = demand(1...Int.max) } == nil)
        #expect(message { $0.bars = demand(Int.max...Int.max) } == nil)
        #expect(
            message {
                $0.bars = demand(Int.max...Int.max)
                $0.maxTokens = demand(2048)
            }?.hasPrefix("a tune that meets the demands takes at least ") == true)
    }

    @Test(arguments: tokenizers.indices)
    func hostileScoresAreRefusedWithoutACrash(_ index: Int) throws {
        let tokenizer = try Self.tokenizers[index].make()
        let numbers = [
            (1 << 47, 480, 480), (-480, 480, 480), (0, 0, 480), (0, 480, 0), (0, 480, Int.max), (0, 480, -7),
            (1 << 55, 1 << 55, 480), (0, 1 << 55, 480), (1 << 40, 5, 1),
        ]
        for (onset, duration, ticksPerQuarter) in numbers {
            for line in [0, onset, Int.min, Int.max] {
                var bad = Score(ticksPerQuarter: ticksPerQuarter)
                bad.meters = [Timed(Int.min, Meter(4, 4)), Timed(Int.max, .free)]
                bad.barlines = [Barline(onset: line)]
                let part = Part(notes: [Note(onset: onset, duration: duration, pitch: Pitch(step: 0, octave: 4))])
                bad.parts = [part, part, part, part]
                // Some contain nothing that a grid can represent except a bar line at the end.
                if let encoding = try? tokenizer.encode(bad) { #expect(encoding.tokens.count < 1 << 23) }
            }
        }
    }
}

func choraleTokenizer(_ values: KeyValuePairs<String, String> = [:]) throws -> ChoraleTokenizer {
    try ChoraleTokenizer(settings(values, for: ChoraleTokenizer.schema))
}

func pianoRollTokenizer(_ values: KeyValuePairs<String, String> = [:]) throws -> PianoRollTokenizer {
    try PianoRollTokenizer(settings(values, for: PianoRollTokenizer.schema))
}

extension Tokenizer {
    /// The token names, joined by spaces.
    func words(_ tokens: [TokenID]) -> String { tokens.map { vocabulary[$0] }.joined(separator: " ") }

    func numbers(_ text: String) throws -> [TokenID] {
        try text.split(whereSeparator: \.isWhitespace).map { try #require(vocabulary[String($0)]) }
    }

    /// The names of the tokens that may follow; runs of notes as first and last.
    func next(_ text: String, _ plan: Plan = Plan(), tokensLeft: Int = 1000) throws -> [String] {
        var state = try grammar(for: plan).start()
        for token in try numbers(text) { state.advance(token) }
        var mask = [Bool](repeating: false, count: vocabulary.count)
        state.allowed(&mask, tokensLeft: tokensLeft)
        let names = vocabulary.names.indices.filter { mask[$0] }.map { vocabulary.names[$0] }
        let notes = names.filter { $0.contains("note_") }
        return names.filter { !$0.contains("note_") }
            + (notes.isEmpty ? [] : ["\(notes[0])…\(notes[notes.count - 1].split(separator: "_").last ?? "")"])
    }
}

import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// Plans that require different kinds of look-ahead.
private let plans: [(String, Plan)] = {
    func plan(_ edit: (inout Plan) -> Void) -> Plan {
        var plan = Plan()
        edit(&plan)
        return plan
    }
    let form: [Plan.Section.Repeat] = [.signs, .endings, .either, .none]
    return [
        ("free", plan { _ in }),
        (
            "jig",
            plan {
                $0.meter = demand(Meter(6, 8))
                $0.key = demand(Key("D")!)
                $0.rhythm = demand("jig")
            }
        ),
        ("free time", plan { $0.meter = demand(.free) }),
        ("bars", plan { $0.bars = demand(7...9) }),
        (
            "range",
            plan {
                $0.range = demand(62...83)
                $0.isDiatonic = demand(true)
            }
        ),
    ]
        + form.map { repeats in
            (
                "form \(repeats)",
                plan { $0.sections = demand([.init(bars: 8, repeats: repeats), .init(bars: 4, repeats: repeats)]) }
            )
        }
        + [
            (
                "mixed form",
                plan {
                    $0.sections = demand([
                        .init(bars: 1, repeats: .none), .init(bars: 2, repeats: .endings),
                        .init(bars: 3, repeats: .signs),
                    ])
                }
            )
        ]
}()

@Suite struct ABCGrammarTests {
    let tokenizer: ABCTokenizer
    let ornate: ABCTokenizer

    init() throws {
        tokenizer = try ABCTokenizer(settings(for: ABCTokenizer.schema))
        ornate = try ABCTokenizer(
            settings(
                ["pitch": "absolute", "chord_symbols": "true", "ornaments": "true"], for: ABCTokenizer.schema))
    }

    /// No walk may produce a bar that is too short or too long.
    @Test(arguments: plans.indices)
    func everyWalkIsACompleteTuneWithExactBars(_ index: Int) throws {
        let (name, plan) = plans[index]
        for tokenizer in [tokenizer, ornate] {
            let grammar = try tokenizer.grammar(for: plan)
            for seed in 0..<60 {
                var random = RandomSource(seed: UInt64(seed))
                let tokens = try #require(
                    walk(grammar, tokenizer.vocabulary, &random, weight: endsOften), "\(name) \(seed)")
                #expect(tokens.last == tokenizer.endToken)
                let score = try tokenizer.decode(tokens)
                expectExactBars(score, "\(name) \(seed)")
            }
        }
    }

    @Test func theTokenBudgetIsKeptByEveryWalk() throws {
        for (name, plan) in plans {
            let grammar = try tokenizer.grammar(for: plan)
            for seed in 0..<5 {
                var random = RandomSource(seed: UInt64(seed))
                #expect(
                    walk(grammar, tokenizer.vocabulary, &random, maxTokens: 150, weight: endsOften) != nil,
                    "\(name) \(seed)")
            }
        }
    }

    @Test func aFormIsKept() throws {
        var plan = Plan()
        plan.sections = demand([.init(bars: 8, repeats: .signs), .init(bars: 8, repeats: .endings)])
        plan.meter = demand(Meter(3, 4))
        let grammar = try tokenizer.grammar(for: plan)
        for seed in 0..<50 {
            var random = RandomSource(seed: UInt64(seed))
            let tokens = try #require(walk(grammar, tokenizer.vocabulary, &random, weight: endsOften))
            let score = try tokenizer.decode(tokens)
            #expect(score.barlines.count { $0.endsRepeat } == 2)
            #expect(score.barlines.flatMap(\.endings) == [1, 2])
            let bar = 3 * score.ticksPerQuarter
            let sectionEnd = try #require(score.barlines.first { $0.endsRepeat }).onset
            #expect(sectionEnd == 8 * bar)
        }
    }

    @Test func aRepeatedPhraseHasTheSameNotes() throws {
        var plan = Plan()
        plan.sections = demand([
            .init(bars: 8, repeats: .signs, phrases: Array("abac")),
            .init(bars: 8, repeats: .signs, phrases: Array("dadc")),
        ])
        plan.meter = demand(Meter(6, 8))
        let grammar = try tokenizer.grammar(for: plan)
        for seed in 0..<40 {
            var random = RandomSource(seed: UInt64(seed))
            let tokens = try #require(walk(grammar, tokenizer.vocabulary, &random, weight: endsOften))
            let score = try tokenizer.decode(tokens)
            let full = 3 * score.ticksPerQuarter
            // Sixteen bars without pickups. Those at the end of a section may be shortened by a pickup.
            let bars = score.bars().filter { 2 * $0.duration > full || $0.closing?.isSectionBoundary == true }
            try #require(bars.count == 16)
            func music(_ bar: Bar) -> [[Int]] {
                score.parts[0].notes.filter { (bar.start..<bar.end).contains($0.onset) }.map {
                    [$0.onset - bar.start, $0.duration, $0.pitch.midi]
                }
            }
            for (again, first) in [(4, 0), (5, 1), (10, 0), (11, 1), (12, 8), (13, 9), (14, 6), (15, 7)] {
                #expect(music(bars[again]) == music(bars[first]), "seed \(seed), bar \(again)")
            }
        }
    }

    @Test func demandsThatCannotBeMetAreRefusedWithTheirPlace() throws {
        func refusal(_ edit: (inout Plan) -> Void) -> PlanError? {
            var plan = Plan()
            edit(&plan)
            do {
                _ = try tokenizer.grammar(for: plan)
                return nil
            } catch { return error as? PlanError }
        }
        #expect(
            refusal { $0.meter = demand(Meter(17, 16), "generate.condition.meter") }?.path == "generate.condition.meter"
        )
        #expect(
            refusal { $0.rhythm = demand("hornpip") }?.message
                == "no rhythm is called 'hornpip'; did you mean 'hornpipe'?")
        #expect(refusal { $0.range = demand(60...62) }?.message == "no key has five notes in the range")
        #expect(
            refusal {
                $0.sections = demand([.init(bars: 8, repeats: .none)])
                $0.bars = demand(16...16)
            }?.message
                == "the sections have 8 bars in total, outside the allowed range")
        #expect(
            refusal {
                $0.sections = demand([.init(bars: 8, repeats: .signs)])
                $0.maxTokens = demand(20)
            }?.message
                == "a tune that meets the demands takes more than 20 tokens")
        #expect(
            refusal {
                $0.sections = demand([.init(bars: 8, repeats: .signs)])
                $0.maxTokens = demand(60)
            } == nil)
    }
}

/// Token weights for a walk. With equal weights, bar lines and ends would be rare among many pitches and ornaments.
func endsOften(_ name: String) -> Int { name == "<end>" ? 2000 : name.contains("|") ? 200 : 5 }

/// Checks that inner bars have the length of the meter. The first and last bar of a section may share one.
func expectExactBars(_ score: Score, _ name: String) {
    guard let full = score.meters.first?.value.barTicks(score.ticksPerQuarter) else { return }
    let bars = score.bars()
    for (i, bar) in bars.enumerated() where bar.duration != full {
        let startsSection = i == 0 || bar.opening?.isSectionBoundary == true
        let endsSection = bar.closing?.isSectionBoundary == true
        #expect(
            bar.duration < full && (startsSection || endsSection), "\(name): bar \(i) lasts \(bar.duration) of \(full)")
    }
    // The pickup and the last bar of a repeated section form one bar.
    var start = 0
    for (i, bar) in bars.enumerated() {
        if bar.opening?.startsRepeat == true { start = i }
        guard bar.closing?.endsRepeat == true else { continue }
        let pickup = bars[start].duration
        #expect(
            pickup == full ? bar.duration == full : pickup + bar.duration == full, "\(name): repeat ending in bar \(i)")
    }
}

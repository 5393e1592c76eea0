import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// Bars that close on demanded degrees, in tunes sampled at random from the grammar.
@Suite struct CadenceTests {
    private let tokenizer: ABCTokenizer

    init() throws { tokenizer = try ABCTokenizer(settings(for: ABCTokenizer.schema)) }

    private func plan(_ meter: Meter = Meter(6, 8), _ edit: (inout Plan) -> Void) -> Plan {
        var plan = Plan()
        plan.meter = demand(meter)
        plan.key = demand(Key("D")!)
        edit(&plan)
        return plan
    }

    /// The pitch class, relative to the tonic, of the note that sounds at the end of each whole bar.
    private func closes(_ tokens: [TokenID]) throws -> [Int?] {
        let score = try tokenizer.decode(tokens)
        let tonic = score.keys[0].value.tonic.semitone
        var start = 0
        var result: [Int?] = []
        for line in score.barlines where line.onset > 0 {
            let bar = score.meters[0].value.barTicks(score.ticksPerQuarter) ?? 0
            defer { start = line.onset }
            // A pickup is no bar. The last bar of a section, which it shortens, is one.
            if line.onset - start < bar, !line.isSectionBoundary { continue }
            let last = score.parts[0].notes.last { $0.end == line.onset }
            result.append(last.map { ($0.pitch.midi - tonic + 12) % 12 })
        }
        return result
    }

    private func walks(_ plan: Plan, _ count: Int = 40) throws -> [[TokenID]] {
        let grammar = try tokenizer.grammar(for: plan)
        var random = RandomSource(seed: 3)
        return try (0..<count).map { _ in
            try #require(walk(grammar, tokenizer.vocabulary, &random), "a dead end")
        }
    }

    @Test(arguments: [Plan.Section.Repeat.none, .signs]) func barsCloseOnTheirDegrees(repeats: Plan.Section.Repeat)
        throws
    {
        let plan = plan {
            $0.sections = demand([.init(bars: 4, repeats: repeats), .init(bars: 4, repeats: repeats)])
            $0.closes = [
                demand(.init(bars: [2, 6], degrees: [2, 5, 7])), demand(.init(bars: [4, 8], degrees: [1])),
            ]
        }
        for tune in try walks(plan) {
            let closes = try closes(tune)
            #expect(closes.count == 8)
            for bar in [2, 6] { #expect([2, 7, 11].contains(closes[bar - 1])) }
            for bar in [4, 8] { #expect(closes[bar - 1] == 0) }
        }
    }

    @Test func theLastBarClosesWhateverItsNumber() throws {
        for tune in try walks(plan { $0.closes = [demand(.init(bars: nil, degrees: [1]))] }) {
            #expect(try closes(tune).last == 0)
        }
    }

    @Test func barsWithEndingsCloseInBoth() throws {
        let plan = plan(Meter(4, 4)) {
            $0.sections = demand([.init(bars: 4, repeats: .endings)])
            $0.closes = [demand(.init(bars: [4], degrees: [1]))]
        }
        for tune in try walks(plan) {
            let closes = try closes(tune)
            #expect(closes.last == 0 && closes[3] == 0)
        }
    }

    @Test func shortTokenLimitsStillClose() throws {
        let plan = plan {
            $0.sections = demand([.init(bars: 4, repeats: .none)])
            $0.closes = [demand(.init(bars: nil, degrees: [1]))]
        }
        let grammar = try tokenizer.grammar(for: plan)
        var random = RandomSource(seed: 5)
        for limit in [30, 40, 60] {
            for _ in 0..<20 {
                let tune = try #require(walk(grammar, tokenizer.vocabulary, &random, maxTokens: limit), "\(limit)")
                #expect(try closes(tune).last == 0)
            }
        }
    }

    @Test func freeTimeClosesToo() throws {
        let plan = plan(.free) { $0.closes = [demand(.init(bars: [1], degrees: [5]))] }
        for tune in try walks(plan, 20) {
            let score = try tokenizer.decode(tune)
            let first = try #require(score.barlines.first { $0.onset > 0 })
            let last = try #require(score.parts[0].notes.last { $0.end == first.onset })
            #expect(last.pitch.midi % 12 == 9)
        }
    }

    @Test func whatCannotCloseIsRefused() {
        let missing = plan {
            $0.sections = demand([.init(bars: 8, repeats: .none)])
            $0.closes = [demand(.init(bars: [9], degrees: [1]))]
        }
        #expect(throws: PlanError("a tune of 8 bars has no bar 9", path: "constraints[0]")) {
            try tokenizer.grammar(for: missing)
        }
        let contrary = plan {
            $0.sections = demand([.init(bars: 8, repeats: .none)])
            $0.closes = [demand(.init(bars: nil, degrees: [1])), demand(.init(bars: [8], degrees: [5]))]
        }
        #expect(throws: PlanError("the last bar cannot close on two different notes", path: "constraints[0]")) {
            try tokenizer.grammar(for: contrary)
        }
    }
}

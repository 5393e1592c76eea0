import Foundation
import MuseImport
import MuseMusic
import MuseProtocols
import MuseStorage
import MuseTokenizers
import Testing

/// Requirements of the grammar of every tokenizer that fills templates, on random tunes with random open bars.
@Suite struct TemplateContractTests {
    private static let tokenizers: [(name: String, values: KeyValuePairs<String, String>)] = [
        ("plain", [:]), ("form", ["form": "true"]),
        ("ornate", ["pitch": "absolute", "chord_symbols": "true", "ornaments": "true"]),
    ]

    private static let tunes: [Score] = {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        guard let bytes = try? FileReader.bytes("\(root)/Corpora/traditional.abc") else { return [] }
        return ABCImporter().read(bytes, name: "t").tunes.map(\.score)
    }()

    /// The strategy by which a walk chooses tokens. Each one covers other parts of the grammar.
    enum Choice: CaseIterable { case uniform, first, last, rarest, shortest, longest }

    @Test(arguments: tokenizers.indices)
    func everyWalkThroughATemplateFillsIt(_ index: Int) throws {
        let tokenizer = try ABCTokenizer(settings(Self.tokenizers[index].values, for: ABCTokenizer.schema))
        let lengths = tokenizer.vocabulary.names.map(Self.quarters)
        var random = RandomSource(seed: UInt64(100 + index))
        var filled = 0
        for number in 0..<18 {
            let given = Self.withOpenBars(Self.tunes[random.below(Self.tunes.count)], number, &random)
            let plan = Self.plan(for: given, tokenizer, &random)
            let name = "\(Self.tokenizers[index].name) \(number) \(given.header.title)"
            guard let template = try? tokenizer.template(of: given, for: plan) else { continue }
            filled += 1
            for choice in Choice.allCases {
                let whole = walk(template.grammar, choice, lengths, plan, &random)
                try expectFilled(given, whole, tokenizer, "\(name) \(choice)")
                let fillings = walk(template.fillings, choice, lengths, plan, &random)
                try expectFilled(given, fillings.map(template.tune), tokenizer, "\(name) \(choice), fillings alone")
            }
        }
        // The others have features that the grammar excludes: changes of meter or key, other pickups, incomplete bars.
        #expect(filled >= 9, "\(filled) of 18")
    }

    /// A tune with random open bars: the first, the last, several in a row, pickups, or any.
    private static func withOpenBars(_ tune: Score, _ number: Int, _ random: inout RandomSource) -> Score {
        var score = tune
        let bars = score.bars()
        let isOpen = bars.indices.map { bar in
            switch number % 6 {
            case 0: bar == 0 || bar == 1
            case 1: bar == bars.count - 1
            case 2: bar % 8 >= 2 && bar % 8 < 6
            case 3: bars[bar].closing?.isSectionBoundary == true || bars[bar].opening?.isSectionBoundary == true
            case 4: true
            default: random.below(2) == 0
            }
        }
        guard var part = score.parts.first else { return score }
        for (bar, isOpen) in zip(bars, isOpen) where isOpen {
            part.notes.removeAll { (bar.start..<bar.end).contains($0.onset) }
            part.rests.removeAll { (bar.start..<bar.end).contains($0.onset) }
            part.rests.append(Rest(onset: bar.start, duration: bar.duration, isOpen: true))
        }
        part.rests.sort { $0.onset < $1.onset }
        score.parts = [part]
        return score
    }

    /// A random plan that the template may satisfy, sometimes with a tight token budget.
    private static func plan(for score: Score, _ tokenizer: ABCTokenizer, _ random: inout RandomSource) -> Plan {
        var plan = Plan()
        if random.below(3) == 0 { plan.range = demand(50...90) }
        if random.below(3) == 0 { plan.isDiatonic = demand(true) }
        if random.below(2) == 0 { plan.sections = phrases(score).map { demand($0) } }
        let whole = (try? tokenizer.template(of: score, for: plan))?.tokens.count ?? 0
        plan.maxTokens = demand(random.below(4) > 0 ? 4000 : whole + 10 + random.below(200), "generate.max_tokens")
        return plan
    }

    /// Phrases of two bars, the first of which recurs.
    private static func phrases(_ score: Score) -> [Plan.Section]? {
        var sections: [Plan.Section] = []
        var bars = 0
        for bar in score.bars() {
            let full = score.meters.first?.value.barTicks(score.ticksPerQuarter) ?? bar.duration
            if 2 * bar.duration > full { bars += 1 }
            guard let closing = bar.closing, closing.isSectionBoundary else { continue }
            guard bars == 8, bar.opening?.endings.isEmpty ?? true else { return nil }
            sections.append(
                Plan.Section(bars: 8, repeats: closing.endsRepeat ? .signs : .none, phrases: Array("abac")))
            bars = 0
        }
        return sections.isEmpty || bars > 0 ? nil : sections
    }

    private static func quarters(_ name: String) -> Int {
        guard name.first == "x", name.count > 1 else { return name.contains("|") || name == "<end>" ? 1000 : 8 }
        let parts = name.dropFirst().split(separator: "/").compactMap { Int($0) }
        return parts.isEmpty ? 8 : parts[0] * 8 / (parts.count > 1 ? parts[1] : 1)
    }

    /// Returns nil if the mask is empty or the tune exceeds its token limit.
    private func walk(
        _ grammar: any TokenGrammar, _ choice: Choice, _ lengths: [Int], _ plan: Plan, _ random: inout RandomSource
    ) -> [TokenID]? {
        var state = grammar.start()
        let most = plan.maxTokens?.value ?? 4000
        var mask = [Bool](repeating: false, count: lengths.count)
        var uses = [Int](repeating: 0, count: lengths.count)
        var tokens: [TokenID] = []
        while !state.isEnded {
            guard tokens.count < most else { return nil }
            state.allowed(&mask, tokensLeft: most - tokens.count)
            let open = mask.indices.filter { mask[$0] }
            guard let first = open.first, let last = open.last else { return nil }
            // A strategy that never changes would cover only one kind of bar.
            let token =
                switch random.below(4) == 0 ? .uniform : choice {
                case .uniform: open[random.below(open.count)]
                case .first: first
                case .last: last
                case .rarest: open.min { (uses[$0], $0) < (uses[$1], $1) } ?? first
                case .shortest: open.min { (lengths[$0], $0) < (lengths[$1], $1) } ?? first
                case .longest: open.max { (lengths[$0], -$0) < (lengths[$1], -$1) } ?? first
                }
            uses[token] += 1
            tokens.append(TokenID(token))
            state.advance(TokenID(token))
        }
        return tokens
    }

    private func expectFilled(
        _ given: Score, _ tokens: [TokenID]?, _ tokenizer: ABCTokenizer, _ name: String
    ) throws {
        guard let tokens else {
            Issue.record("\(name): no token may follow, or the budget is exceeded")
            return
        }
        let score = try tokenizer.decode(tokens)
        let (before, after) = (given.bars(), score.bars())
        try #require(before.count == after.count, "\(name)")
        for (bar, (a, b)) in zip(before, after).enumerated() {
            #expect(a.duration == b.duration, "\(name): bar \(bar) lasts \(b.duration)")
            let isOpen = given.parts[0].rests.contains { $0.isOpen && $0.onset == a.start }
            #expect(isOpen || music(given, a) == music(score, b), "\(name): bar \(bar) was given")
        }
    }

    private func music(_ score: Score, _ bar: Bar) -> [[Int]] {
        score.parts[0].notes.filter { (bar.start..<bar.end).contains($0.onset) }
            .map { [$0.onset - bar.start, $0.duration, $0.pitch.midi] }
    }
}

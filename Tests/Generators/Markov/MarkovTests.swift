import MuseGenerators
import MuseProtocols
import Testing

/// Probabilities computed by hand from the formula in the documentation of `Markov`. S is the start.
@Suite struct MarkovTests {
    private func markov(_ order: Int, discount: String? = nil) throws -> any Generator {
        try toy("markov", [("order", "\(order)")] + (discount.map { [("discount", $0)] } ?? []))
    }

    private func expect(_ probability: Double, _ expected: Double, _ location: SourceLocation = #_sourceLocation) {
        #expect(abs(probability - expected) < 1e-6, sourceLocation: location)
    }

    @Test func orderOneByHand() throws {
        let model = try markov(1, discount: "0.5").fit([[0, 1, 0, 1, 2]], of: 3)
        // Pairs: S0 once, 01 twice, 10 once, 12 once. Seen before 0: S and 1; before 1: 0; before 2: 1; 4 in total.
        // p(0) = (2 - ½)/4 + (3·½/4)/3 = ½;  p(1) = p(2) = ½/4 + ⅛ = ¼
        // p(0|S) = ½/1 + ½·½ = ¾;  p(1|S) = ½·¼
        try expect(model.probability(0), 0.75)
        try expect(model.probability(1), 0.125)
        try expect(model.probability(2), 0.125)
        // p(1|0) = (2 - ½)/2 + ½/2·¼;  p(0|0) = ½/2·½;  p(2|0) = ½/2·¼
        try expect(model.probability(0, 0), 0.125)
        try expect(model.probability(0, 1), 0.8125)
        try expect(model.probability(0, 2), 0.0625)
        // p(0|1) = ½/2 + (2·½/2)·½;  p(1|1) = ½·¼;  p(2|1) = ½/2 + ½·¼
        try expect(model.probability(0, 1, 0), 0.5)
        try expect(model.probability(0, 1, 1), 0.125)
        try expect(model.probability(0, 1, 2), 0.375)
        // Nothing follows 2: p(·|2) = p(·).
        try expect(model.probability(2, 0), 0.5)
        try expect(model.probability(2, 1), 0.25)
    }

    @Test func shorterContextsCountWhatCameBeforeAndTheStartCountsPlainly() throws {
        let model = try markov(2, discount: "0.5").fit([[0, 0], [1, 0], [0, 0]], of: 2)
        // Seen before 0: S, 0 and 1; before 1: only S. p(0) = 2½/4 + (2·½/4)/2 = ¾, although 0 occurs 5 times of 6.
        // At the start, plain counts apply, 0 twice and 1 once: p(0|S) = 1½/3 + (2·½/3)·¾ = ¾;  p(1|S) = ½/3 + ⅓·¼ = ¼
        try expect(model.probability(0), 0.75)
        try expect(model.probability(1), 0.25)
        // 0 after 0 has one predecessor, S, although it occurs twice: p(0|0) = ½/1 + ½·¾ = ⅞
        // p(0|S0) = 1½/2 + ½/2·⅞ = 31/32;  p(0|S1) = ½/1 + ½·p(0|1), and p(0|1) = ½/1 + ½·¾ = ⅞
        try expect(model.probability(0, 0), 0.96875)
        try expect(model.probability(0, 1), 0.03125)
        try expect(model.probability(1, 0), 0.9375)
        // 00 does not occur inside a tune: p(0|00) = p(0|0)
        try expect(model.probability(0, 0, 0), 0.875)
    }

    @Test func discountsComeFromCountsOfCounts() throws {
        // One token per tune: 0 to 3 once, 4 and 5 twice, 6 three times, 7 four times; 8 never.
        let tunes = [0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7].map { [TokenID($0)] }
        let model = try markov(1).fit(tunes, of: 9)
        // n₁ = 4, n₂ = 2, n₃ = 1, n₄ = 1, so Y = 4/(4 + 2·2) = ½ and
        // D₁ = 1 - 2·½·2/4 = ½,  D₂ = 2 - 3·½·1/2 = 1¼,  D₃₊ = 3 - 4·½·1/1 = 1;
        // they free 4·½ + 2·1¼ + 2·1 = 6½ of 15.
        // Every seen token has one predecessor, S. n₂ = 0, so the discount is ½: p(seen) = ½/8 + ½/9, p(8) = ½/9.
        let seen = 17.0 / 144
        try expect(model.probability(0), 0.5 / 15 + 6.5 / 15 * seen)
        try expect(model.probability(5), 0.75 / 15 + 6.5 / 15 * seen)
        try expect(model.probability(6), 2.0 / 15 + 6.5 / 15 * seen)
        try expect(model.probability(7), 3.0 / 15 + 6.5 / 15 * seen)
        try expect(model.probability(8), 6.5 / 15 / 18)
    }

    @Test func whatIsNoTokenIsImpossible() throws {
        let model = try markov(2).fit([[0, 1]], of: 2)
        #expect(try model.logProbabilities(of: [2, -1, .max]) == [-.infinity, -.infinity, -.infinity])
        #expect(try model.logProbabilities(of: []) == [])
    }

    @Test func anOrderBeyondSixteenIsRefused() {
        #expect(throws: RecipeErrors.self) { try toy("markov", [("order", "17")]) }
        #expect(throws: RecipeErrors.self) { try toy("markov", [("order", "0")]) }
        #expect(throws: RecipeErrors.self) { try toy("markov", [("discount", "0")]) }
    }

    @Test func progressRisesToOne() throws {
        let seen = Seen()
        let context = FitContext(random: RandomSource(seed: 1), progress: { share, _ in seen.add(share) })
        _ = try toy("markov").fit(TokenCorpus(vocabularySize: 10, training: toyTunes(5)), context)
        #expect(seen.shares.first == 0 && seen.shares.last == 1)
        #expect(zip(seen.shares, seen.shares.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
    }

    /// A fit reports progress from one thread.
    private final class Seen: @unchecked Sendable {
        private(set) var shares: [Double] = []
        func add(_ share: Double) { shares.append(share) }
    }
}

import Foundation
import MuseNeural
import MuseProtocols
import Testing

@Suite struct CellsTests {
    private static let scores: [Float] = [0, 1, -1, 2]

    /// Returns how often each cell is filled, over many rows with the same scores.
    private func shares(isExclusive: Bool, _ count: Int) -> [Double] {
        let tape = Tape(weights: nil)
        let x = tape.tensor(count, 4, (0..<count).flatMap { _ in Self.scores })
        let y = tape.drawCells(
            x, isExclusive: isExclusive, .straightThrough, temperature: 0.7, RandomSource(seed: 2)
        ).array
        #expect(y.allSatisfy { $0 == 0 || $0 == 1 })
        if isExclusive { for row in 0..<count { #expect(y[row * 4..<row * 4 + 4].reduce(0, +) == 1) } }
        return (0..<4).map { c in (0..<count).reduce(0.0) { $0 + Double(y[$1 * 4 + c]) } / Double(count) }
    }

    @Test(arguments: [true, false]) func cellsAreFilledAsOftenAsTheirScoresSay(isExclusive: Bool) {
        let count = 20_000
        let exponentials = Self.scores.map { exp(Double($0)) }
        let sum = exponentials.reduce(0, +)
        for (found, e) in zip(shares(isExclusive: isExclusive, count), exponentials) {
            let share = isExclusive ? e / sum : e / (1 + e)
            // Four standard errors.
            #expect(abs(found - share) < 4 * (share * (1 - share) / Double(count)).squareRoot(), "\(found) \(share)")
        }
    }

    @Test(arguments: [true, false]) func gradientsAreThoseOfDifferences(isExclusive: Bool) {
        Trial(inputs: [Matrix(3, 4, seed: 1)], parameters: []) { tape, x, _ in
            tape.drawCells(x[0], isExclusive: isExclusive, .soft, temperature: 0.8, RandomSource(seed: 3))
        }.expectGradientsOfDifferences()
    }

    @Test(arguments: [true, false]) func straightThroughHasTheSoftGradient(isExclusive: Bool) {
        func gradients(_ relaxation: CellRelaxation) -> [[Float]] {
            Trial(inputs: [Matrix(3, 4, seed: 1)], parameters: []) { tape, x, _ in
                tape.drawCells(x[0], isExclusive: isExclusive, relaxation, temperature: 0.8, RandomSource(seed: 3))
            }.gradients((0..<12).map { Float($0) - 5 }).inputs
        }
        #expect(gradients(.straightThrough) == gradients(.soft))
    }
}

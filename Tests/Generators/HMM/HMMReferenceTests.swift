import Foundation
import MuseGenerators
import MuseProtocols
import Testing

/// Compares with reference/hmm.py, which uses hmmlearn.
@Suite struct HMMReferenceTests {
    struct Case: Codable, Sendable, CustomTestStringConvertible {
        struct Trial: Codable {
            let tokens: [TokenID]
            let logLikelihood: Double
            let viterbi: [Int]
            let viterbiLog: Double
            let posteriors: [[Double]]
        }
        struct Learned: Codable { let initial: [Double], transitions: [[Double]], emissions: [[Double]] }
        let name: String
        let states: Int
        let order: Int
        let isShared: Bool
        let vocabularySize: Int
        let initial: [Double]
        let transitions: [[Double]]
        let emissions: [[Double]]
        let trials: [Trial]
        let iterations: Int
        let learned: Learned

        var testDescription: String { name }

        var model: HMMParameters {
            HMMParameters(
                states: states, order: order, sharesEmissions: isShared, vocabularySize: vocabularySize,
                initial: initial, transitions: Array(transitions.joined()), emissions: transposed(emissions))
        }

        /// `[V, E]` from E rows.
        func transposed(_ rows: [[Double]]) -> [Double] {
            (0..<vocabularySize).flatMap { token in rows.map { $0[token] } }
        }
    }

    static let cases: [Case] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../reference/hmm.json")
        return (try? JSONDecoder().decode([Case].self, from: Data(contentsOf: file))) ?? []
    }()

    @Test func theReferenceIsThere() { #expect(Self.cases.count == 3) }

    @Test(arguments: cases) func likelihoodsPathsAndPosteriorsAreThoseOfTheReference(reference: Case) {
        for trial in reference.trials {
            let trellis = reference.model.trellis(trial.tokens)
            #expect(abs(trellis.forward().logLikelihood - trial.logLikelihood) < 1e-9)
            let best = trellis.viterbi()
            #expect(best.nodes == trial.viterbi)
            #expect(abs(best.logProbability - trial.viterbiLog) < 1e-9)
            for (one, other) in zip(trellis.posteriors(), trial.posteriors.joined()) {
                #expect(abs(one - other) < 1e-9)
            }
        }
    }

    @Test(arguments: cases) func expectationMaximisationIsThatOfTheReference(reference: Case) throws {
        let fitting = BaumWelch(
            reference.trials.map(\.tokens), vocabularySize: reference.vocabularySize, smoothing: 0)
        var model = reference.model
        var last = -Double.infinity
        for _ in 0..<reference.iterations {
            let logLikelihood: Double
            (model, logLikelihood) = try fitting.improved(model)
            #expect(logLikelihood > last)
            last = logLikelihood
        }
        for (one, other) in zip(model.initial, reference.learned.initial) { #expect(abs(one - other) < 1e-8) }
        let transitions = reference.learned.transitions.joined()
        for (one, other) in zip(model.transitions[0], transitions) { #expect(abs(one - other) < 1e-8) }
        let emissions = reference.transposed(reference.learned.emissions)
        for (one, other) in zip(model.emissions[0], emissions) { #expect(abs(one - other) < 1e-8) }
    }
}

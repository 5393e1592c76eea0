import Foundation
import MuseGenerators
import MuseProtocols
import Testing

/// Compares with reference/kneser_ney.py, which evaluates the formulas with dictionaries and sets.
@Suite struct MarkovReferenceTests {
    struct Case: Codable, Sendable, CustomTestStringConvertible {
        struct Trial: Codable { let tokens: [TokenID], logs: [Double] }
        let name: String
        let order: Int
        /// The discount; 0 if it is estimated.
        let discount: Double
        let vocabularySize: Int
        let training: [[TokenID]]
        let trials: [Trial]

        var testDescription: String { name }
    }

    static let cases: [Case] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../reference/kneser_ney.json")
        return (try? JSONDecoder().decode([Case].self, from: Data(contentsOf: file))) ?? []
    }()

    @Test func theReferenceIsThere() { #expect(Self.cases.count == 7) }

    @Test(arguments: cases) func logProbabilitiesAreThoseOfTheReference(reference: Case) throws {
        var settings = [("order", "\(reference.order)")]
        if reference.discount > 0 { settings.append(("discount", "\(reference.discount)")) }
        let model = try toy("markov", settings).fit(reference.training, of: reference.vocabularySize)
        for trial in reference.trials {
            let found = try model.logProbabilities(of: trial.tokens)
            #expect(found.count == trial.logs.count)
            for (i, (found, expected)) in zip(found, trial.logs).enumerated() {
                #expect(abs(found - expected) < 2e-6, "token \(i) of \(trial.tokens)")
            }
        }
    }
}

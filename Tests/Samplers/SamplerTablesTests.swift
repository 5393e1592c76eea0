import Foundation
import MusePlatform
import MuseProtocols
import MuseSamplers
import Testing

/// Compares with the tables that reference/llama_cpp.py and reference/warpers.py made with other programs. No token of
/// the tables is tied with another one, where ours sometimes differ; ChainTests covers ties.
@Suite struct SamplerTablesTests {
    struct Table: Decodable {
        let program: String
        let cases: [Case]
    }

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Step: Decodable {
            /// Log-probabilities; nil for excluded tokens.
            let scores: [Float?]
            let probabilities: [Double]
            /// The token sampled, if a later step depends on it.
            let token: TokenID?
        }

        let settings: [String: Value]
        /// The tokens before the first step.
        let tokens: [TokenID]
        let steps: [Step]

        var testDescription: String {
            settings.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ")
                + ", V \(steps[0].scores.count)"
        }
    }

    /// A number or a text.
    struct Value: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            text = try (try? container.decode(String.self)) ?? "\(container.decode(Double.self))"
        }
    }

    static let tables: [Table] = ["llama_cpp.json", "warpers.json"].compactMap { name in
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("reference/\(name)")
        return try? JSONDecoder().decode(Table.self, from: Data(contentsOf: file))
    }

    @Test func theTablesAreThere() {
        #expect(Self.tables.map(\.cases.count) == [346, 272])
    }

    @Test(arguments: tables.flatMap(\.cases)) func probabilitiesAreThoseOfTheProgram(reference: Case) throws {
        let mark = SourceMark(source: SourceFile(name: "jig.yaml", text: ""), line: 1, column: 1)
        let entries = reference.settings.map { key, value in
            Node.Entry(key: key, keyMark: mark, value: Node(.scalar(value.text, isPlain: true), at: mark))
        }
        var sampler = try Registry<any Sampler>.builtIn.make(Node(.map(entries), at: mark), path: "sampler[0]")
        var tokens = reference.tokens
        for step in reference.steps {
            var scores = step.scores.map { $0 ?? -.infinity }
            try sampler.adjust(&scores, at: Step(tokens: tokens))
            let best = scores.max() ?? 0
            let weights = scores.map { exp(Double($0 - best)) }
            let total = weights.reduce(0, +)
            for (token, (weight, expected)) in zip(weights, step.probabilities).enumerated() {
                #expect((weight == 0) == (expected == 0), "token \(token)")
                #expect(abs(weight / total - expected) < 2e-6, "token \(token)")
            }
            if let token = step.token { tokens.append(token) }
        }
    }
}

import MuseEvaluation
import MuseExport
import MuseGenerators
import MuseImport
import MuseMusic
import MusePlugins
import MuseProtocols
import MuseSamplers
import MuseTokenizers
import Testing

@Suite struct ContractTests {
    @Test(arguments: Registry<any Sampler>.builtIn.entries.map(\.schema.name)) func musesOwnSamplersKeepTheirs(
        name: String
    ) throws {
        for finding in SamplerContract.findings({ try Registry<any Sampler>.builtIn.makeWithDefaults(name) }) {
            #expect(finding.breach == nil, "\(finding)")
        }
    }

    @Test(arguments: Registry<any Rule>.builtIn.entries.map(\.schema.name)) func musesOwnRulesKeepTheirs(name: String)
        throws
    {
        for finding in RuleContract.findings({ try Registry<any Rule>.builtIn.makeWithDefaults(name) }) {
            #expect(finding.breach == nil, "\(finding)")
        }
    }

    @Test(arguments: Registry<any Exporter>.builtIn.entries.map(\.schema.name))
    func musesOwnExportersKeepTheirs(name: String) throws {
        for finding in ExporterContract.findings({ try Registry<any Exporter>.builtIn.makeWithDefaults(name) }) {
            #expect(finding.breach == nil, "\(finding)")
        }
    }

    @Test(arguments: Registry<any Tokenizer>.builtIn.entries.map(\.schema.name))
    func musesOwnTokenizersKeepTheirs(name: String) throws {
        for finding in TokenizerContract.findings({ try Registry<any Tokenizer>.builtIn.makeWithDefaults(name) }) {
            #expect(finding.breach == nil, "\(finding)")
        }
    }

    @Test func musesOwnGeneratorsKeepTheirs() throws {
        for finding in GeneratorContract.findings({ try Registry<any Generator>.builtIn.makeWithDefaults("markov") }) {
            #expect(finding.breach == nil, "\(finding)")
        }
    }

    @Test(arguments: Registry<any Importer>.builtIn.entries.map(\.schema.name))
    func musesOwnImportersKeepTheirs(name: String) throws {
        for finding in ImporterContract.findings({ try Registry<any Importer>.builtIn.makeWithDefaults(name) }) {
            #expect(finding.breach == nil, "\(finding)")
        }
    }

    /// The required settings of constraints.
    private static let constraintSettings: [String: [(String, Node.Content)]] = [
        "bars": [("count", .scalar("8", isPlain: true))],
        "form": [("sections", .list([Node(.scalar("8", isPlain: true), at: mark)]))],
        "key": [("tonic", .scalar("D", isPlain: true))],
        "marks": [("allow", .list([Node(.scalar("spans", isPlain: true), at: mark)]))],
        "instrument": [("name", .scalar("fiddle", isPlain: true))],
        "chords": [("progression", .list([Node(.scalar("D", isPlain: true), at: mark)]))],
        "notes": [("forbidden", .list([Node(.scalar("G#", isPlain: false), at: mark)]))],
        "rhythm_pattern": [("patterns", .list([Node(.scalar("1/2 1/2", isPlain: true), at: mark)]))],
    ]
    private static let mark = SourceMark(source: SourceFile(name: "toy.yaml", text: ""), line: 1, column: 1)

    @Test(arguments: Registry<any Constraint>.builtIn.entries.map(\.schema.name))
    func musesOwnConstraintsKeepTheirs(name: String) throws {
        let settings = Self.constraintSettings[name] ?? []
        let node = Node(
            .map(
                ([("type", .scalar(name, isPlain: true))] + settings).map {
                    Node.Entry(key: $0.0, keyMark: Self.mark, value: Node($0.1, at: Self.mark))
                }), at: Self.mark)
        let findings = ConstraintContract.findings {
            try Registry<any Constraint>.builtIn.make(node, path: "constraints[0]")
        }
        for finding in findings { #expect(finding.breach == nil, "\(finding)") }
    }

    /// A built-in tokenizer, changed so that it breaks a promise of the contract.
    private struct BrokenTokenizer: Tokenizer {
        enum Breaking: CaseIterable { case encodesNothing, decodesAnother, acceptsNothing, fails }
        let breaking: Breaking
        let inner: any Tokenizer

        var vocabulary: Vocabulary { inner.vocabulary }
        var endToken: TokenID { inner.endToken }
        func noteCount(_ tokens: [TokenID]) -> Int { inner.noteCount(tokens) }

        func encode(_ score: Score) throws -> Encoding {
            if breaking == .encodesNothing { throw TokenizationError("no") }
            return try inner.encode(score)
        }

        func decode(_ tokens: [TokenID]) throws -> Score {
            if breaking == .fails { throw DetokenizationError("no") }
            return try inner.decode(breaking == .decodesAnother ? Array(tokens.dropFirst(9)) : tokens)
        }

        func grammar(for plan: Plan) throws -> any TokenGrammar {
            if breaking == .acceptsNothing {
                return try TokenAutomaton(
                    classes: [], edges: [[]], finals: [0], end: endToken, vocabularySize: vocabulary.count)
            }
            return try inner.grammar(for: plan)
        }
    }

    @Test(arguments: BrokenTokenizer.Breaking.allCases) private func breachesOfTokenizersAreFound(
        breaking: BrokenTokenizer.Breaking
    ) throws {
        let inner = try Registry<any Tokenizer>.builtIn.makeWithDefaults("abc")
        let findings = TokenizerContract.findings { BrokenTokenizer(breaking: breaking, inner: inner) }
        let expected =
            switch breaking {
            case .encodesNothing: "encodes at least one of the test tunes"
            case .decodesAnother: "encodes a decoded tune as the same tokens"
            case .acceptsNothing: "has a grammar that accepts the tunes that it encodes"
            case .fails: "decodes the sequences that its grammar accepts"
            }
        #expect(findings.contains { $0.promise == expected && $0.breach != nil }, "\(findings)")
    }

    private enum Breaking: CaseIterable { case excludesAll, isNaN, allowsExcluded, dependsOnCalls, mixes }

    /// A sampler that breaks a promise of the contract.
    private struct Broken: Sampler {
        let breaking: Breaking
        let shared: Monitor<Int>

        mutating func adjust(_ logits: inout [Float], at step: Step) throws {
            let calls = shared.change { calls in
                calls += 1
                return calls
            }
            switch breaking {
            case .excludesAll: for i in logits.indices { logits[i] = -.infinity }
            case .isNaN: logits[0] = .nan
            case .allowsExcluded: logits[logits.count - 1] = 0
            case .dependsOnCalls: logits[0] -= Float(calls)
            case .mixes: if step.tokens.count < calls - 1 { logits[0] -= 1 }
            }
        }
    }

    @Test(arguments: Breaking.allCases) private func breachesAreFound(breaking: Breaking) throws {
        let shared = Monitor(0)
        let findings = SamplerContract.findings {
            if breaking == .mixes { shared.change { $0 = 0 } }
            return Broken(breaking: breaking, shared: shared)
        }
        let broken = findings.filter { $0.breach != nil }.map(\.promise)
        let expected =
            switch breaking {
            case .excludesAll, .isNaN: "leaves at least one token, and no score is NaN or infinite"
            case .allowsExcluded: "keeps excluded tokens excluded"
            case .dependsOnCalls: "returns equal scores for equal tunes"
            case .mixes: "keeps tunes independent"
            }
        #expect(broken.contains(expected), "\(findings)")
    }
}

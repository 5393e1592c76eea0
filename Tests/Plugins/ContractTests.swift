import MuseEvaluation
import MuseExport
import MusePlugins
import MuseProtocols
import MuseSamplers
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

    /// One that breaks each promise.
    private enum Breaking: CaseIterable { case bars, isNaN, lets, forgets, mixes }

    private struct Broken: Sampler {
        let breaking: Breaking
        let shared: Monitor<Int>

        mutating func adjust(_ logits: inout [Float], at step: Step) throws {
            let calls = shared.change { calls in
                calls += 1
                return calls
            }
            switch breaking {
            case .bars: for i in logits.indices { logits[i] = -.infinity }
            case .isNaN: logits[0] = .nan
            case .lets: logits[logits.count - 1] = 0
            case .forgets: logits[0] -= Float(calls)
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
            case .bars, .isNaN: "leaves a token that can be drawn, and only numbers"
            case .lets: "bars what was barred before"
            case .forgets: "gives equal scores for equal tunes"
            case .mixes: "keeps tunes apart"
            }
        #expect(broken.contains(expected), "\(findings)")
    }
}

import Foundation
import MuseExport
import MuseGenerators
import MuseImport
import MusePlugins
import MuseProtocols
import MuseSamplers
import MuseTokenizers
import Testing

extension ProcessTests {
    /// The author's own cases of plug-ins of all kinds, made from the templates.
    @Suite struct AuthorTestsTests {
        private static var builtIn: Registries {
            var registries = Registries.empty
            (registries.importers, registries.exporters) = (.builtIn, .builtIn)
            (registries.constraints, registries.samplers) = (.builtIn, .builtIn)
            return registries
        }

        private func tests(_ folder: PluginFolder) throws -> AuthorTests {
            AuthorTests(try folder.manifest(), beside: Self.builtIn) { _ in }
        }

        /// The failures of a template with these cases, without the folder's name and the quoted lines.
        private func failures(_ kind: PluginManifest.Component.Kind, _ cases: String) throws -> [String] {
            let folder = try PluginFolder(.python, kind)
            try folder.write("tests.yaml", cases)
            return try tests(folder).failures.flatMap { failure in
                failure.split(separator: "\n").map(String.init).filter { $0.hasPrefix(folder.path) }
                    .map { String($0.dropFirst(folder.path.count + 1)) }
            }
        }

        @Test(arguments: PluginManifest.Component.Kind.allCases)
        func theCasesOfTemplatesPass(kind: PluginManifest.Component.Kind) throws {
            let result = try tests(PluginFolder(.python, kind))
            #expect(result.failures == [])
            #expect(result.notes.count == 2, "\(result.notes)")
            #expect(result.notes.first == "tests.yaml: \(kind == .tokenizer ? "2 cases pass" : "1 case passes")")
            #expect(result.notes.last?.hasPrefix("\(kind.rawValue) 'mine': ") == true, "\(result.notes)")
        }

        @Test(
            arguments: [
                (
                    .sampler, "- {sampler: {type: mine, penalty: 1}, tokens: [1], scores: [-1, -2], expect: [-1, -2]}",
                    "1:83: error: [0].expect: score of token 1: expected -2, found -3"
                ),
                (
                    .sampler, "- {sampler: mine, scores: [-1, -.inf], expect: [-1, -2]}",
                    "1:53: error: [0].expect: score of token 1: expected -2, found -inf"
                ),
                (
                    .sampler, "- {sampler: mine, scores: [-1, -2], expect: [-1, -.inf]}",
                    "1:50: error: [0].expect: score of token 1: expected -inf, found -2"
                ),
                (
                    .rule, "- rule: mine\n  tune: \"X:1\\nL:1/4\\nK:C\\nCD\"\n  expect: {value: 0.5}",
                    "3:11: error: [0].expect: value: expected 0.5, found 1"
                ),
                (
                    .rule, "- rule: mine\n  tune: \"X:1\\nL:1/4\\nK:C\\nCD\"\n  expect: {}",
                    "3:11: error: [0].expect: expected 'value' or 'satisfaction'"
                ),
                (
                    .exporter, "- exporter: mine\n  tune: \"X:1\\nL:1/4\\nK:C\\nCD\"\n  expect: \"C4 E4\\n\"",
                    "3:11: error: [0].expect: line 1: expected 'C4 E4', found 'C4 D4'"
                ),
                (
                    .importer,
                    "- importer: mine\n  text: 'Up: C4 D4'\n  expect: \"X:1\\nT:Up\\nM:4/4\\nL:1/4\\nK:C\\nCE\"",
                    "3:11: error: [0].expect: in ABC: expected 'C E', found 'C D'"
                ),
                (
                    .importer, "- importer: mine\n  text: 'Up: C4'\n  cannot: because",
                    "3:11: error: [0].cannot: expected the refusal 'because', found a result"
                ),
                (
                    .tokenizer,
                    "- tokenizer: mine\n  tune: \"X:1\\nM:4/4\\nL:1/4\\nK:C\\nCDEF|\"\n  expect: [C4/4, D4/4, E4/2]",
                    "3:24: error: [0].expect: token 3: expected 'E4/2', found 'E4/4'"
                ),
                (
                    .tokenizer,
                    "- tokenizer: mine\n  tune: \"X:1\\nM:3/4\\nL:1/4\\nK:C\\nCDE|\"\n  expect: [C4/4]",
                    "3:11: error: [0].expect: expected a result, found the refusal 'is not in 4/4'"
                ),
                (
                    .constraint, "- constraint: mine\n  expect: [{type: key, tonic: D, diatonic: true}]",
                    "2:11: error: [0].expect: demand 'range': expected nothing, found [74, 95]"
                ),
                (
                    .generator, "- generator: mine\n  training: [[a, b], [a, b]]\n  prompt: [a]\n  expect: a",
                    "4:11: error: [0].expect: expected 'a', found 'b'"
                ),
            ] as [(PluginManifest.Component.Kind, String, String)])
        func aWrongCaseIsReportedAtItsPlace(
            kind: PluginManifest.Component.Kind, cases: String, message: String
        ) throws {
            #expect(try failures(kind, cases) == ["tests.yaml:\(message)"])
        }

        @Test(
            arguments: [
                ("sampler: mine", "1:1: error: expected a list of cases, found a mapping"),
                (
                    "- {sampler: mime, scores: [-1], expect: [-1]}",
                    "1:13: error: [0].sampler: no sampler of this plug-in is called 'mime'; did you mean 'mine'?"
                ),
                (
                    "- {samplr: mine}",
                    "1:3: error: [0]: expected a case with one of the keys tokenizer, generator, sampler, constraint, "
                        + "rule, importer, exporter, found a mapping"
                ),
                (
                    "- {sampler: mine, scores: [-1], expct: [-1]}",
                    "1:33: error: [0].expct: no setting of a case of a sampler is called 'expct'; did you mean 'expect'?"
                ),
                ("- {sampler: mine, scores: [-1]}", "1:3: error: [0]: expected 'expect'"),
                (
                    "- {sampler: mine, scores: [-1], expect: [low]}",
                    "1:41: error: [0].expect: expected a list, each item a score such as -1.5 or -.inf, found a list"
                ),
                (
                    "- {sampler: {type: mine, widow: 2}, scores: [-1], expect: [-1]}",
                    "1:26: error: [0].sampler.widow: no setting of mine is called 'widow'; did you mean 'window'?"
                ),
                (
                    "- {sampler: mine, tokens: [4], scores: [-1], expect: [-1]}",
                    "1:27: error: [0].tokens: token 4 has no score"
                ),
            ])
        func aMistakeInACaseIsReportedAtItsPlace(cases: String, message: String) throws {
            #expect(try failures(.sampler, cases) == ["tests.yaml:\(message)"])
        }

        /// The built-in sampler of the same name is not tested instead.
        @Test(arguments: ["top_k", "ann/top_k"])
        func aCaseMeansTheComponentOfThePlugin(name: String) throws {
            let folder = try PluginFolder(.python, .sampler, "top_k")
            let manifest = try String(contentsOfFile: "\(folder.path)/plugin.yaml", encoding: .utf8)
            try folder.write("plugin.yaml", "author: ann\n\(manifest)")
            try folder.write(
                "tests.yaml",
                "- {sampler: {type: \(name), penalty: 1}, tokens: [1], scores: [-1, -2], expect: [-1, -3]}")
            let result = try tests(folder)
            #expect(result.failures == [])
            #expect(result.notes.first == "tests.yaml: 1 case passes")
        }

        @Test func anABCMistakeIsReported() throws {
            let found = try failures(.rule, "- rule: mine\n  tune: 'no tune'\n  expect: {value: 1}")
            #expect(found.count == 1 && found[0].hasPrefix("tests.yaml:2:9: error: [0].tune: "), "\(found)")
        }

        /// A plug-in that ends fails all later cases too, but it is one fault.
        @Test func aFaultIsReportedOnce() throws {
            let folder = try PluginFolder(.python, .sampler)
            try folder.write("mine.py", "raise SystemExit(9)\n")
            let one = "- {sampler: mine, scores: [-1], expect: [-1]}\n"
            try folder.write("tests.yaml", one + one)
            let failures = try tests(folder).failures
            #expect(failures.count == 1)
            let message = "tests.yaml:1:3: error: [0]: exited with code 9 instead of answering 'initialize'"
            #expect(failures.first?.contains(message) == true, "\(failures)")
        }

        @Test func withoutCasesThereIsOnlyTheTime() throws {
            let folder = try PluginFolder(.python, .sampler)
            try folder.write("tests.yaml", "# none yet\n")
            let result = try tests(folder)
            #expect(result.failures == [] && result.notes.count == 1)
            #expect(
                result.notes.first?.hasPrefix("sampler 'mine': a step of 6 tunes takes ") == true
                    && result.notes.first?.hasSuffix(" for 6 tunes of 250 tokens") == true, "\(result.notes)")
        }
    }
}

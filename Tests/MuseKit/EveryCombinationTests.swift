import Foundation
import MuseEvaluation
import MuseExport
import MuseKit
import MuseProcesses
import MuseProtocols
import MuseRecipe
import Testing

/// Every tokenizer with every generator, at toy size: with each task, and in turn with each sampler and exporter, so
/// that every tokenizer and every generator meets every sampler. Each combination gives tunes with valid bars, the same
/// twice, or is refused by the check. What enters a registry is tested here without more.
@Suite struct EveryCombinationTests {
    static let tokenizers = Registries.builtIn.tokenizers.entries.map(\.schema.name)
    static let generators =
        Registries.builtIn.generators.entries.map(\.schema.name) + architectures.map(\.name)

    /// Generators with another architecture than their default, and what chooses it.
    private static let architectures: [(name: String, type: String, choice: String)] = [
        ("vae of transformers", "vae", "decoder: transformer, group_latent: 2"),
        ("sequence_gan of transformers", "sequence_gan", "network: transformer"),
    ]
    /// The settings of a generator's type that belong to another architecture.
    private static let ofOtherArchitectures: [String: Set<String>] = [
        "vae": ["heads", "context"], "sequence_gan": ["heads", "context"], "vae of transformers": ["embedding"],
    ]

    /// Settings that make components small and quick, where they have them.
    private static let small: [String: String] = [
        "layers": "1", "channels": "16", "heads": "2", "embedding": "8", "latent": "4", "context": "640",
        "states": "4", "restarts": "1", "iterations": "2", "order": "2", "rounds": "1", "tunes": "4", "sheets": "4",
        "bars": "2", "annealing": "2", "batch": "4",
    ]
    private static let smallTraining: [String: String] = [
        "steps": "2", "batch_tokens": "128", "validation_interval": "2", "budget": "~",
    ]
    /// Values for settings without a default.
    private static let required: [String: String] = [
        "logit_bias": "{type: logit_bias, bias: {<end>: 0.5}}"
    ]

    /// Settings of generators that have to be given.
    private static let models = "models: [{type: markov, order: 2}, {type: hmm, states: 4, restarts: 1, iterations: 2}]"

    /// Constraints with values for settings without a default.
    private static let constraints: [String: String] = [
        "form": "{type: form, sections: [2, 2], repeats: none}", "key": "{type: key, tonic: D, diatonic: true}",
        "bars": "{type: bars, count: 3}", "marks": "{type: marks, allow: [unusual_chords]}",
        "instrument": "{type: instrument, name: fiddle}", "chords": "{type: chords, progression: [D, G A]}",
        "notes": "{type: notes, fixed: [{bar: 1, beat: 2, note: A}], forbidden: [G#]}",
        "rhythm_pattern": "{type: rhythm_pattern, patterns: [1/8 1/8 1/8 1/4 1/8, 3/8 3/8]}",
    ]

    /// The values of `generate` for each task; nil for new tunes.
    private static let tasks: [(name: String?, value: String)] = [
        (nil, ""), ("continue", "given.abc"), ("fill", "template.abc"), ("reconstruct", "given.abc"),
        ("interpolate", "{from: given.abc, to: other.abc, steps: 2}"), ("vary", "{file: given.abc}"),
        ("vary", "{file: given.abc, keep: skeleton, amount: 0.5}"),
        ("arithmetic", "{from: given.abc, add: other.abc, subtract: given.abc}"),
        ("sets", "{tunes: 2}"), ("harmonize", "given.abc"),
        ("chain", "[{generator: {type: hmm, chords: true}, harmonize: {part: bass}}]"),
    ]

    private func settings(of name: String, _ registry: Registry<any Generator>) -> String {
        let architecture = Self.architectures.first { $0.name == name }
        let type = architecture?.type ?? name
        var parts = ["type: \(type)"] + (architecture.map { [$0.choice] } ?? [])
        let refused = Self.ofOtherArchitectures[name] ?? []
        for setting in registry[type]?.schema.settings ?? [] where !refused.contains(setting.name) {
            if setting.kind.hasComponents(of: "generator") { parts.append(Self.models) }
            if let value = Self.small[setting.name] { parts.append("\(setting.name): \(value)") }
            if setting.name == "training", case .group(let members) = setting.kind {
                let training = members.compactMap { member in
                    member.name == "budget"
                        ? nil : Self.smallTraining[member.name].map { "\(member.name): \($0)" }
                }
                parts.append("training: {\(training.joined(separator: ", "))}")
            }
        }
        return "{\(parts.joined(separator: ", "))}"
    }

    private func recipe(
        _ tokenizer: String, _ generator: String, task: (name: String?, value: String), sampler: String?,
        exporter: String
    ) -> String {
        let generate =
            ["count: \(task.name == "interpolate" ? 2 : 1)", "max_tokens: 600"]
            + (task.name.map { ["\($0): \(task.value)"] } ?? [])
        return """
            muse: 1
            seed: 5
            corpus: {files: [tunes.abc], split: {validation: 0.25}}
            tokenizer: {type: \(tokenizer)}
            generator: \(settings(of: generator, Registries.builtIn.generators))
            \(sampler.map { "sampler: [\(Self.required[$0] ?? "{type: \($0)}")]" } ?? "")
            constraints: [{type: bars, max: \(task.name == nil || task.name == "sets" ? 4 : 16)}]
            generate: {\(generate.joined(separator: ", "))}
            export: [{type: \(exporter)}]
            """
    }

    /// Generates with a recipe, twice, and exports.
    ///
    /// - Returns: whether the check accepts the recipe.
    private func run(_ work: Workplace, _ text: String, _ label: String) throws -> Bool {
        try work.write("recipe.yaml", text)
        let muse = work.muse()
        let recipe: Recipe
        do {
            recipe = try work.recipe(muse)
        } catch is RecipeErrors {
            return false
        }
        let fitted: FittedModel
        do {
            fitted = try muse.fit(recipe)
        } catch is FitError {
            // Such as a corpus without the four voices of a chorale.
            return false
        }
        let tunes = try muse.generate(recipe, with: fitted)
        #expect(tunes.count == recipe.count, "\(label)")
        #expect(try muse.generate(recipe, with: fitted, threads: 1).map(\.score) == tunes.map(\.score), "\(label)")
        let validity = Validity(tunes.map(\.score))
        #expect(validity.validBars == validity.bars, "\(label)")
        do {
            let files = try muse.export(tunes, of: recipe, with: fitted, to: "\(work.path)/out", writesPage: false)
            #expect(!files.isEmpty && files.allSatisfy { FileManager.default.fileExists(atPath: $0) }, "\(label)")
        } catch  where error is MissingProgramError || error is MissingSoundFontError {
            // Sound and print need programs that may be missing.
        } catch  where error is ExportError && ["svg", "pdf"].contains(recipe.exports.first?.type) {
            // Untrained networks write more voices than can be drawn on a staff.
        }
        return true
    }

    @Test(arguments: tokenizers, generators) func isValidAndReproducibleOrRefused(
        tokenizer: String, generator: String
    ) throws {
        let samplers = Registries.builtIn.samplers.entries.map(\.schema.name)
        let exporters = Registries.builtIn.exporters.entries.map(\.schema.name)
        let work = try Workplace()
        let tunes = tunebook.components(separatedBy: "\n\n")
        try work.write("given.abc", tunes[0] + "\n")
        try work.write("other.abc", tunes[2] + "\n")
        try work.write("template.abc", tunes[1].replacingOccurrences(of: "ABA ABd", with: "?") + "\n")
        // Where the cycles start differs, so that all pairs occur over all tests.
        let offset =
            (Self.tokenizers.firstIndex(of: tokenizer) ?? 0) * 5 + (Self.generators.firstIndex(of: generator) ?? 0) * 3
        var accepted = 0
        for (i, task) in Self.tasks.enumerated() {
            let sampler = samplers[(offset + i) % samplers.count]
            let exporter = exporters[(offset + i) % exporters.count]
            let tokens = task.name == "harmonize" && tokenizer == "abc" ? "abc, chord_symbols: true" : tokenizer
            let text = recipe(tokens, generator, task: task, sampler: sampler, exporter: exporter)
            let label = "\(tokenizer), \(generator), \(task.name ?? "new"), \(sampler), \(exporter)"
            if try run(work, text, label) { accepted += 1 }
        }
        guard accepted > 0 else { return }
        for (i, sampler) in samplers.enumerated() where (offset + i).isMultiple(of: 4) {
            let exporter = exporters[(offset + i) % exporters.count]
            let text = recipe(tokenizer, generator, task: (nil, ""), sampler: sampler, exporter: exporter)
            _ = try run(work, text, "\(tokenizer), \(generator), \(sampler), \(exporter)")
        }
    }

    /// Without this, a recipe that is always refused would pass.
    @Test func everyComponentAndTaskIsAcceptedSomewhere() throws {
        let work = try Workplace()
        let tunes = tunebook.components(separatedBy: "\n\n")
        try work.write("given.abc", tunes[0] + "\n")
        try work.write("other.abc", tunes[2] + "\n")
        try work.write("template.abc", tunes[1].replacingOccurrences(of: "ABA ABd", with: "?") + "\n")
        func accepts(
            _ tokenizer: String, _ generator: String, _ task: (name: String?, value: String) = (nil, ""),
            sampler: String? = nil, exporter: String = "abc"
        ) throws -> Bool {
            try work.write(
                "recipe.yaml", recipe(tokenizer, generator, task: task, sampler: sampler, exporter: exporter))
            do {
                _ = try work.recipe(work.muse())
                return true
            } catch is RecipeErrors {
                return false
            }
        }
        for tokenizer in Self.tokenizers { #expect(try accepts(tokenizer, "markov"), "\(tokenizer)") }
        for generator in Self.generators {
            #expect(try Self.tokenizers.contains { try accepts($0, generator) }, "\(generator)")
        }
        for task in Self.tasks {
            // Tokens of chord symbols are a setting.
            let tokenizer = task.name == "harmonize" ? "abc, chord_symbols: true" : "abc"
            #expect(try Self.generators.contains { try accepts(tokenizer, $0, task) }, "\(task.name ?? "new")")
        }
        for sampler in Registries.builtIn.samplers.entries.map(\.schema.name) {
            #expect(try accepts("abc", "markov", sampler: sampler), "\(sampler)")
        }
        for name in Registries.builtIn.constraints.entries.map(\.schema.name) {
            let constraint = Self.constraints[name] ?? "{type: \(name)}"
            let accepting = try Self.tokenizers.filter { tokenizer in
                let tokens = name == "marks" && tokenizer == "abc" ? "abc, chord_symbols: true" : tokenizer
                let text = recipe(tokens, "markov", task: (nil, ""), sampler: nil, exporter: "abc")
                    .replacing("constraints: [", with: "constraints: [\(constraint), ")
                    .replacing("generate: {", with: "generate: {condition: {meter: 6/8}, ")
                return try run(work, text, "\(tokenizer), \(name)")
            }
            #expect(accepting.contains("abc"), "\(name)")
        }
        for exporter in Registries.builtIn.exporters.entries.map(\.schema.name) {
            #expect(try accepts("abc", "markov", exporter: exporter), "\(exporter)")
        }
    }

    @Test func allTasksAreHere() {
        #expect(Set(Self.tasks.compactMap(\.name)).subtracting(["chain"]) == Set(Recipe.Task.keys))
    }
}

package import MuseCorpus
public import MuseProtocols

/// A checked recipe: all components are created, and all values are valid, alone and in combination.
public struct Recipe: Sendable {
    /// The recipe's file name without extension: `irish_jigs`. A lock keeps the name of the recipe that was run.
    public let name: String
    public let title: String?
    public let seed: UInt64
    /// The corpus; without files if no model is fitted.
    package let corpus: CorpusSettings
    /// The contents of the corpus files, which the check has partly read.
    package let corpusFiles: CorpusFiles
    /// Importers by file extension.
    package let importers: Registry<any Importer>
    package let tokenizer: any Tokenizer
    package let generator: any Generator
    /// The model that the generator starts from; nil to start from random weights or empty counts.
    package let pretrained: Pretrained?
    /// The fine-tuning of the fitted model; nil for none.
    package let fineTuning: FineTuning?
    /// The samplers, in the order in which they are applied.
    package let samplers: [any Sampler]
    /// The plan of each tune: constraints, conditions and `max_tokens` combined.
    package let plan: Plan
    /// The tokenizer's grammar for the plan.
    package let grammar: any TokenGrammar
    package let task: Task
    /// The distances by which latent points are moved along attribute directions, in a fixed order.
    package let attributes: [(name: String, amount: Double)]
    /// Control tokens whose embeddings are mixed; nil for none.
    package let style: StyleMix?
    /// Classifier-free guidance scale; 1 is off.
    package let guidance: Double
    package let rules: [WeightedRule]
    /// The number of tunes to write, at least 1.
    public let count: Int
    /// The number of candidates for each written tune, at least 1.
    public let bestOf: Int
    /// The maximum length of a tune, in tokens.
    package let maxTokens: Int
    package let exports: [Export]
    /// The variant of a sweep: `generator.order=2`; empty without a sweep.
    public let label: String
    /// The results of an earlier run, if the recipe is its lock.
    package let lock: Lock?
    /// The recipe with all defaults filled in, in a fixed order; without `extends`, `sweep` and `lock`.
    package let resolved: Node
    /// The texts to hash, used by `fitKeyText` and similar properties.
    let keys: RecipeKeys
    /// Warnings about values without effect and about other things that the user should know before a run.
    public let warnings: [Diagnostic]

    /// What to generate.
    package enum Task: Sendable {
        /// New tunes.
        case new
        /// Tunes that continue an opening, with a grammar that starts with it.
        case `continue`(any TokenGrammar, Prompt)
        case fill(FillTemplate, Prompt)
        /// Tunes decoded from the latent point of a tune.
        case reconstruct([TokenID], Prompt)
        /// Tunes decoded from points at a distance from the latent point of a tune, in standard deviations.
        case vary([TokenID], distance: Double, Prompt)
        /// Tunes decoded from `steps` points between the latent points of two tunes.
        case interpolate(from: [TokenID], to: [TokenID], steps: Int, Prompt, Prompt)
        /// Tunes decoded from the latent point of a tune plus a multiple of the difference between the means of two
        /// sets of tunes.
        case arithmetic(from: [TokenID], add: [[TokenID]], subtract: [[TokenID]], amount: Double, [Prompt])

        /// The number of tunes if the task determines it; nil if the recipe's `count` does.
        var count: Int? {
            if case .interpolate(from: _, to: _, let steps, _, _) = self { steps } else { nil }
        }

        package var prompts: [Prompt] {
            switch self {
            case .new: []
            case .continue(_, let prompt), .fill(_, let prompt), .reconstruct(_, let prompt),
                .vary(_, distance: _, let prompt):
                [prompt]
            case .interpolate(from: _, to: _, steps: _, let from, let to): [from, to]
            case .arithmetic(from: _, add: _, subtract: _, amount: _, let prompts): prompts
            }
        }
    }

    /// A file of tunes, other than the corpus, that the recipe names.
    package struct Prompt: Sendable {
        /// The key that names it: `generate.fill`, `finetune.choices.better`. A list can name several.
        package let key: String
        /// The path relative to the working directory.
        package let path: String
        /// SHA-256 of its bytes.
        package let hash: String
    }

    /// A fitted model that serves as the starting point.
    package struct Pretrained: Sendable {
        /// The folder, relative to the working directory.
        package let path: String
        /// Source location in the recipe.
        package let mark: SourceMark
        /// SHA-256 of its weights.
        package let weightsHash: String
        /// SHA-256 of the vocabulary that it was fitted with.
        package let vocabularyHash: String
        /// Whether the recipe has `training:`, so that training continues from this model.
        package let isTrained: Bool
    }

    package struct FineTuning: Sendable {
        package let settings: MuseProtocols.FineTuning.Settings
        package let rewards: [WeightedRule]
        /// A user's preferences, used for training instead of sampled tunes.
        package let choices: Choices?

        package struct Choices: Sendable {
            package let better: [[TokenID]]
            package let worse: [[TokenID]]
            package let prompts: [Prompt]
        }
    }

    /// The plug-ins that provide its components, without duplicates.
    package let plugins: [PluginOrigin]
    /// The plug-ins that the fitted model depends on, without duplicates: those of the importers, tokenizer and
    /// generator.
    package let fitPlugins: [PluginOrigin]

    package var prompts: [Prompt] { task.prompts + (fineTuning?.choices?.prompts ?? []) }

    package struct WeightedRule: Sendable {
        package let rule: any Rule
        /// The rule's name in the recipe.
        package let type: String
        package let weight: Double

        package init(rule: any Rule, type: String, weight: Double) {
            self.rule = rule
            self.type = type
            self.weight = weight
        }
    }

    package struct Export: Sendable {
        package let exporter: any Exporter
        /// The exporter's name in the recipe.
        package let type: String
        /// The path relative to the run's folder; may contain `{n}`.
        package let path: String

        /// Whether each tune is written to its own file.
        package var hasFilePerTune: Bool { path.contains(Self.placeholder) }

        /// The path for tune `number`, counted from 1.
        package func path(forTune number: Int) -> String {
            path.split(separator: Self.placeholder, omittingEmptySubsequences: false).joined(separator: "\(number)")
        }

        static let placeholder = "{n}"
    }
}

extension Recipe {
    /// Reads a recipe file and the files that it extends, and checks each variant of its sweep.
    ///
    /// - Returns: one recipe for each variant; a single one without a sweep.
    /// - Throws: `RecipeErrors` with all mistakes; `FileError` if the file itself cannot be read.
    package static func load(
        _ path: String, overrides: [Override] = [], registries: Registries
    ) throws -> [Recipe] {
        try load(path, overrides: overrides) { _ in registries }
    }

    /// Reads and checks a recipe file, like the function above.
    ///
    /// - Parameters:
    ///   - corpusFiles: the contents of corpus files, shared by the variants of a sweep.
    ///   - registries: returns the components that the recipe can use, including those of these plug-ins.
    package static func load(
        _ path: String, overrides: [Override] = [], corpusFiles: CorpusFiles = CorpusFiles(),
        registries: (_ pluginFolders: [(path: String, mark: SourceMark)]) throws -> Registries
    ) throws -> [Recipe] {
        let document = try RecipeDocument(path: path, overrides: overrides)
        return try document.recipes(registries(document.pluginFolders), corpusFiles: corpusFiles)
    }
}

extension RecipeDocument {
    /// The maximum number of mistakes to list; the rest are only counted.
    package static let mistakeLimit = 50

    /// Checks each variant.
    ///
    /// - Throws: `RecipeErrors` with the mistakes of all variants, without duplicates, in source order.
    package func recipes(
        _ registries: Registries, corpusFiles: CorpusFiles = CorpusFiles()
    ) throws -> [Recipe] {
        var mistakes = Mistakes()
        var recipes: [Recipe] = []
        for variant in try variants() {
            let recipe = try mistakes.collect {
                try Recipe(
                    variant.root, name: name, label: variant.label, registries: registries, corpusFiles: corpusFiles)
            }
            if let recipe { recipes.append(recipe) }
        }
        try mistakes.throwIfAny(limit: Self.mistakeLimit)
        return recipes
    }
}

package import MuseCorpus
public import MuseProtocols

/// A checked recipe: all components are created, and all values are valid, alone and in combination.
public struct Recipe: Sendable {
    /// The recipe's file name without extension: `irish_jigs`. A lock keeps the name of the recipe that was run.
    public let name: String
    public let title: String?
    public let seed: UInt64
    /// The training corpus; without files if nothing is learned.
    package let corpus: CorpusSettings
    /// The contents of the corpus files, which the check has partly read.
    package let corpusFiles: CorpusFiles
    /// Importers by file extension.
    package let importers: Registry<any Importer>
    package let tokenizer: any Tokenizer
    package let generator: any Generator
    /// The model that the generator starts from; nil to start from random weights or empty counts.
    package let pretrained: Pretrained?
    /// How the fitted model is fine-tuned; nil if it is not.
    package let fineTuning: FineTuning?
    /// In the order in which they are applied.
    package let samplers: [any Sampler]
    /// The plan of each tune: constraints, conditions and `max_tokens` combined.
    package let plan: Plan
    /// The tokenizer's grammar for the plan.
    package let grammar: any TokenGrammar
    package let task: Task
    /// How far latent points are moved along attribute directions: name and amount, in a fixed order.
    package let attributes: [(name: String, amount: Double)]
    /// Control tokens whose embeddings are mixed; nil for none.
    package let style: StyleMix?
    /// Classifier-free guidance scale; 1 is off.
    package let guidance: Double
    package let rules: [WeightedRule]
    /// Number of tunes to write, at least 1.
    public let count: Int
    /// Number of candidates per written tune, at least 1.
    public let bestOf: Int
    /// The maximum length of a tune, in tokens.
    package let maxTokens: Int
    package let exports: [Export]
    /// This variant's values in a sweep: `generator.order=2`; empty without a sweep.
    public let label: String
    /// The results of an earlier run, if the recipe is its lock.
    package let lock: Lock?
    /// The recipe with all defaults filled in, in a fixed order; without `extends`, `sweep` and `lock`.
    package let resolved: Node
    /// The texts to hash, for `fitKeyText` and the like.
    let keys: RecipeKeys
    /// Values without effect, and other things that the user should know before a run.
    public let warnings: [Diagnostic]

    /// What to generate.
    package enum Task: Sendable {
        /// New tunes.
        case new
        /// Tunes with a given opening, under a grammar that starts with it.
        case `continue`(any TokenGrammar, Prompt)
        case fill(FillTemplate, Prompt)
        /// Tunes decoded from a given tune's latent point.
        case reconstruct([TokenID], Prompt)
        /// Tunes decoded from points at a distance from it, in standard deviations.
        case vary([TokenID], distance: Double, Prompt)
        /// Tunes decoded from `steps` points between the latent points of two tunes.
        case interpolate(from: [TokenID], to: [TokenID], steps: Int, Prompt, Prompt)

        /// Tunes decoded from a tune's point plus a multiple of the difference between the means of two sets of tunes.
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

    /// A tune file outside the corpus that the recipe names.
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
        /// Whether the recipe has a `training:`, which continues training from it.
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

    /// The plug-ins of its components, without duplicates.
    package let plugins: [PluginOrigin]
    /// The plug-ins that the fitted model depends on: those of the importers, tokenizer and generator. No duplicates.
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
        /// Relative to the run's folder; may contain `{n}`.
        package let path: String

        /// Whether each tune is written to its own file.
        package var isFileATune: Bool { path.contains(Self.placeholder) }

        /// The path for tune `number`, counted from 1.
        package func path(forTune number: Int) -> String {
            path.split(separator: Self.placeholder, omittingEmptySubsequences: false).joined(separator: "\(number)")
        }

        static let placeholder = "{n}"
    }
}

extension Recipe {
    /// Reads a recipe file and the files that it extends, and checks each variant of its sweep. Without a sweep there
    /// is one recipe.
    ///
    /// - Throws: `RecipeErrors` with all mistakes; `FileError` if the file itself cannot be read.
    package static func load(
        _ path: String, overrides: [Override] = [], registries: Registries
    ) throws -> [Recipe] {
        try load(path, overrides: overrides) { _ in registries }
    }

    /// - Parameters:
    ///   - corpusFiles: shared by the variants of a sweep.
    ///   - registries: the components that recipes can use with these plug-ins.
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

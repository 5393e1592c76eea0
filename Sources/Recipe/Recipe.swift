package import MuseCorpus
public import MuseProtocols

/// A checked recipe: every component made, every value valid by itself and together with the others.
public struct Recipe: Sendable {
    /// The stem of the recipe's file: `irish_jigs`. A lock keeps that of the recipe whose run wrote it.
    public let name: String
    public let title: String?
    public let seed: UInt64
    /// What to learn from; without files if nothing is learned.
    package let corpus: CorpusSettings
    /// The bytes of its files, which the check has read in part.
    package let corpusFiles: CorpusFiles
    /// Of files, by their endings.
    package let importers: Registry<any Importer>
    package let tokenizer: any Tokenizer
    package let generator: any Generator
    /// The model that the generator starts from; nil to start from random weights or empty counts.
    package let pretrained: Pretrained?
    /// How the fitted model is fine-tuned; nil if it is not.
    package let fineTuning: FineTuning?
    /// In the order in which they act.
    package let samplers: [any Sampler]
    /// What constraints, conditions and `max_tokens` ask of each tune.
    package let plan: Plan
    /// The tokenizer's grammar for the plan.
    package let grammar: any TokenGrammar
    package let task: Task
    /// How far latent points are moved towards more of an attribute: name and amount, in a fixed order.
    package let attributes: [(name: String, amount: Double)]
    /// Control tokens whose embeddings are mixed; nil for none.
    package let style: StyleMix?
    /// Classifier-free guidance scale; 1 is off.
    package let guidance: Double
    package let rules: [WeightedRule]
    /// Tunes to write, at least 1.
    public let count: Int
    /// Tunes to make for each one written, at least 1.
    public let bestOf: Int
    /// The maximum length of a tune, in tokens.
    package let maxTokens: Int
    package let exports: [Export]
    /// The values of a sweep that this recipe has: `generator.order=2`; empty without a sweep.
    public let label: String
    /// The results of an earlier run, if the recipe is its lock.
    package let lock: Lock?
    /// Every value, defaults filled in, in a fixed order; without `extends`, `sweep` and `lock`.
    package let resolved: Node
    /// For `fitKeyText` and the like.
    let keys: RecipeKeys
    /// Values without effect, and others that a person should know of before a run.
    public let warnings: [Diagnostic]

    /// What is to be made.
    package enum Task: Sendable {
        /// New tunes.
        case new
        /// Tunes with a given beginning, under a grammar that starts with it.
        case `continue`(any TokenGrammar, Prompt)
        case fill(FillTemplate, Prompt)
        /// Tunes decoded from the latent point of a tune.
        case reconstruct([TokenID], Prompt)
        /// From points near it, in standard deviations.
        case vary([TokenID], distance: Double, Prompt)
        /// From points between two tunes', as many as steps.
        case interpolate(from: [TokenID], to: [TokenID], steps: Int, Prompt, Prompt)

        /// From a tune's point plus a multiple of the difference between the means of two sets of tunes.
        case arithmetic(from: [TokenID], add: [[TokenID]], subtract: [[TokenID]], amount: Double, [Prompt])

        /// The number of tunes that the task determines; nil if the recipe's `count` does.
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

    /// A file with tunes, outside the corpus, that the recipe names.
    package struct Prompt: Sendable {
        /// Where the recipe names it: `generate.fill`, `finetune.choices.better`. A list names
        /// one or more.
        package let key: String
        /// As it can be opened from the working directory.
        package let path: String
        /// SHA-256 of its bytes.
        package let hash: String
    }

    /// A fitted model to start from.
    package struct Pretrained: Sendable {
        /// The folder, as it can be opened from the working directory.
        package let path: String
        /// Where the recipe names it.
        package let mark: SourceMark
        /// SHA-256 of its weights.
        package let weightsHash: String
        /// Of the tokens that it was fitted on.
        package let vocabularyHash: String
        /// The recipe has a `training:`, which continues from it.
        package let isTrained: Bool
    }

    package struct FineTuning: Sendable {
        package let settings: MuseProtocols.FineTuning.Settings
        package let rewards: [WeightedRule]
        /// A person's choices, learned from instead of the model's own tunes.
        package let choices: Choices?

        package struct Choices: Sendable {
            package let better: [[TokenID]]
            package let worse: [[TokenID]]
            package let prompts: [Prompt]
        }
    }

    /// The plug-ins that its components come from, each once.
    package let plugins: [PluginOrigin]
    /// Those of them that what is learned depends on, each once: of its importers, tokenizer and generator.
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
        /// In the run's folder; may hold `{n}`.
        package let path: String

        /// A file a tune.
        package var isFileATune: Bool { path.contains(Self.placeholder) }

        /// The path for tune `number`, counted from 1.
        package func path(forTune number: Int) -> String {
            path.split(separator: Self.placeholder, omittingEmptySubsequences: false).joined(separator: "\(number)")
        }

        static let placeholder = "{n}"
    }
}

extension Recipe {
    /// A recipe's file with all that it extends, each variant of its sweep checked: one recipe without a sweep.
    ///
    /// - Throws: `RecipeErrors` with all mistakes; `FileError` where the file itself cannot be read.
    package static func load(
        _ path: String, overrides: [Override] = [], registries: Registries
    ) throws -> [Recipe] {
        try load(path, overrides: overrides) { _ in registries }
    }

    /// - Parameters:
    ///   - corpusFiles: shared by the variants of a sweep.
    ///   - registries: of the components that a recipe of these plug-ins can name.
    package static func load(
        _ path: String, overrides: [Override] = [], corpusFiles: CorpusFiles = CorpusFiles(),
        registries: (_ pluginFolders: [(path: String, mark: SourceMark)]) throws -> Registries
    ) throws -> [Recipe] {
        let document = try RecipeDocument(path: path, overrides: overrides)
        return try document.recipes(registries(document.pluginFolders), corpusFiles: corpusFiles)
    }
}

extension RecipeDocument {
    /// The most mistakes that are listed; the others are counted.
    package static let mistakeLimit = 50

    /// Each variant, checked.
    ///
    /// - Throws: `RecipeErrors` with the mistakes of all variants, each once, in the order of their places.
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

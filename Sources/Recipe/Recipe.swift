package import MuseProtocols

/// A checked recipe: every component made, every value in its range, everything that does not go together refused.
public struct Recipe: Sendable {
    /// The stem of the recipe's file: `irish_jigs`. A lock keeps that of the recipe whose run wrote it.
    public let name: String
    public let title: String?
    public let seed: UInt64
    package let corpus: Corpus
    /// Of files, by their endings.
    package let importers: Registry<any Importer>
    package let tokenizer: any Tokenizer
    package let generator: any Generator
    /// The model that the generator starts from; nil where it starts from nothing.
    package let pretrained: Pretrained?
    /// What the fitted model is taught further; nil for nothing.
    package let fineTuning: FineTuning?
    /// In the order in which they act.
    package let samplers: [any Sampler]
    /// What constraints, conditions and `max_tokens` ask of each tune.
    package let plan: Plan
    /// The tokenizer's grammar for the plan.
    package let grammar: any TokenGrammar
    package let task: Task
    /// How far points of a model's space are moved towards more of an attribute: name and amount, in a fixed order.
    package let attributes: [(name: String, amount: Double)]
    /// Control tokens that the model reads as the mean of several; nil for none.
    package let style: StyleMix?
    /// How closely conditions are followed; 1 as the model by itself does.
    package let guidance: Double
    package let rules: [WeightedRule]
    /// Tunes to write, at least 1.
    public let count: Int
    /// Tunes to make for each one written, at least 1.
    public let bestOf: Int
    /// The most tokens of a tune.
    package let maxTokens: Int
    package let exports: [Export]
    /// What of a sweep this recipe is: `generator.order=2`; empty without a sweep.
    public let label: String
    /// What an earlier run found, where the recipe is its lock.
    package let lock: Lock?
    /// All that was chosen, defaults filled in, in a fixed order; without `extends`, `sweep` and `lock`.
    package let resolved: Node

    /// What is learned from.
    package struct Corpus: Sendable {
        /// In the order written; those of a folder or pattern in the order of their paths' bytes. No file twice.
        package let files: [File]
        package let filters: [HeaderFilter]
        package let transpose: Transpose
        /// Shares of the tunes, together below 1.
        package let validation: Double
        package let test: Double
        /// Bars of the excerpts that tunes are cut into, and from one to the next; nil for whole tunes.
        package let excerpt: (bars: Int, step: Int)?

        package struct File: Sendable {
            /// As it can be opened from the working directory.
            package let path: String
            /// Where the recipe names it.
            package let mark: SourceMark
        }

        package enum Transpose: String, SettingChoice {
            case none, tonic
            case allKeys = "all_keys"
            case chromatic
        }
    }

    /// What is to be made.
    package enum Task: Sendable {
        /// New tunes.
        case new
        /// Tunes with a given beginning, by a grammar that knows it.
        case `continue`(any TokenGrammar, Prompt)
        case fill(FillTemplate, Prompt)
        /// Tunes from the point of a model's space where a tune lies.
        case reconstruct([TokenID], Prompt)
        /// From points near it, in standard deviations.
        case vary([TokenID], distance: Double, Prompt)
        /// From points on the way between two, as many as steps.
        case interpolate(from: [TokenID], to: [TokenID], steps: Int, Prompt, Prompt)

        /// From where a tune lies, moved by the way from the middle of one set of tunes to that of another, so many times.
        case arithmetic(from: [TokenID], add: [[TokenID]], subtract: [[TokenID]], amount: Double, [Prompt])

        /// How many tunes it comes to; nil for as many as are asked for.
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

    /// A file with tunes that the recipe names outside its corpus.
    package struct Prompt: Sendable {
        /// Where the recipe names it: `generate.fill`, `generate.interpolate.from`. A list, such as `finetune.choices.better`,
        /// names one or more.
        package let key: String
        /// As it can be opened from the working directory.
        package let path: String
        /// SHA-256 of its bytes.
        package let hash: String
    }

    /// A model that is there already.
    package struct Pretrained: Sendable {
        /// The folder, as it can be opened from the working directory.
        package let path: String
        /// Where the recipe names it.
        package let mark: SourceMark
        /// SHA-256 of its weights.
        package let weightsHash: String
        /// Of the tokens that it was fitted on.
        package let vocabularyHash: String
        /// The recipe has a `training:`, which goes on from it.
        package let isTrained: Bool
    }

    /// Keeps tunes whose header has one of the values.
    package struct HeaderFilter: Hashable, Sendable {
        /// `rhythm`, `meter`, `key`, `mode`, `origin`, `title`, `composer`, `book` or `source`.
        package let header: String
        /// Meters, keys and modes in their full form: `6/8`, `D major`, `dorian`.
        package let values: [String]
    }

    package struct FineTuning: Sendable {
        package let settings: MuseProtocols.FineTuning.Settings
        package let rewards: [WeightedRule]
        /// A person's: then these are learned from, and not tunes of the model's own.
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

    /// - Parameter registries: of the components that a recipe of these plug-ins can name.
    package static func load(
        _ path: String, overrides: [Override] = [],
        registries: (_ pluginFolders: [(path: String, mark: SourceMark)]) throws -> Registries
    ) throws -> [Recipe] {
        let document = try RecipeDocument(path: path, overrides: overrides)
        return try document.recipes(registries(document.pluginFolders))
    }
}

extension RecipeDocument {
    /// The most mistakes that are told one by one; of the rest, the number is.
    package static let mistakeLimit = 50

    /// Each variant, checked.
    ///
    /// - Throws: `RecipeErrors` with the mistakes of all variants, each once, in the order of their places.
    package func recipes(_ registries: Registries) throws -> [Recipe] {
        var mistakes = Mistakes()
        var recipes: [Recipe] = []
        for variant in try variants() {
            let recipe = try mistakes.collect {
                try Recipe(variant.root, name: name, label: variant.label, registries: registries)
            }
            if let recipe { recipes.append(recipe) }
        }
        try mistakes.throwIfAny(limit: Self.mistakeLimit)
        return recipes
    }
}

import MuseMusic
import MuseProtocols

/// The recipe language, version 1: what may stand in a recipe, apart from the settings of components.
package enum RecipeLanguage {
    static let version = Setting<LanguageVersion>("muse", default: LanguageVersion(), "version of the recipe language")
    static let title = Setting<String>("title", default: nil, "what the recipe is for; written into the files made")
    static let extends = Setting<String>(
        "extends", kind: .notation("the path of a recipe", example: "bases/folk.yaml"), default: nil,
        "a recipe that this one changes: mappings merge, everything else replaces, ~ removes; relative to this file")
    static let plugins = Setting<[String]>(
        "plugins", default: nil,
        "folders of plug-ins that lie outside MUSE_PLUGIN_PATH, relative to the recipe that names them")
    static let seed = Setting<Seed>("seed", default: Seed(0), "the same seed gives the same tunes")

    /// The recipe as a whole, and below it every section.
    package static let recipe = RecipeSection(
        Schema("recipe", "what to learn from, how, and what to write", [version, title, extends, plugins, seed]),
        [
            ("corpus", .section(CorpusLanguage.section)),
            ("tokenizer", .component("tokenizer", common: nil)),
            ("generator", .component("generator", common: GeneratorLanguage.common)),
            (FineTuneLanguage.section.schema.name, .section(FineTuneLanguage.section)),
            ("sampler", .components("sampler", common: nil)),
            ("constraints", .components("constraint", common: nil)),
            ("rules", .components("rule", common: RuleLanguage.common)),
            ("generate", .section(GenerateLanguage.section)),
            ("export", .components("exporter", common: ExportLanguage.common)),
            ("sweep", .open("keys such as generator.order, each with the list of values to run")),
            ("lock", .open("what a finished run adds to its recipe: hashes and version")),
        ])
}

/// What every generator can have beside its own settings.
enum GeneratorLanguage {
    static let pretrained = Setting<String>(
        "pretrained", kind: .notation("the folder of a model", example: "../Models/folk-transformer"), default: nil,
        "a fitted model to start from, relative to the recipe; its settings hold where the recipe gives no others. Without "
            + "`training:` it is used as it is, and needs no corpus")
    static let common = Schema("generator", "what every generator can have", [pretrained])
}

/// What a fitted model is taught beyond its corpus.
enum FineTuneLanguage {
    static let method = Setting<FineTuning.Method>(
        "method", default: .grpo,
        "how rewards become learning: reinforce, ppo and grpo draw to tunes that are better than the others of their "
            + "round, dpo to the better of two, q learns what each token is worth")
    static let kl = Setting<Double>(
        "kl", in: 1e-6...100, default: 0.05,
        "weight of the divergence from the model as it was; of dpo and q the temperature")
    static let steps = Setting<Int>(
        "steps", in: 1...1_000_000, default: 100, "rounds of making tunes and learning from them")
    static let tunes = Setting<Int>("tunes", in: 2...4096, default: 16, unit: "tunes", "made in a round")
    static let epochs = Setting<Int>(
        "epochs", in: 1...100, default: 1, unit: "updates", "of the weights from the tunes of a round")
    static let learningRate = Setting<Double>("learning_rate", in: 1e-8...1, default: 1e-4, "rate of learning")
    static let clip = Setting<Double>(
        "clip", in: 0.001...10, default: 0.2,
        "ppo and grpo follow a token no further than its probability has changed by this share")
    static let leash = Setting<Double>(
        "leash", in: 0.001...100, default: 0.5, unit: "nats a token",
        "fine-tuning stops where the model is further than this from what it was")
    static let better = GenerateLanguage.set("better", "what the model is to come nearer to")
    static let worse = GenerateLanguage.set("worse", "what it is to leave")
    static let choices = RecipeSection(
        Schema("choices", "a person's choices, for dpo: these tunes are learned from, and no rewards", [better, worse]))
    static let rewards = "rewards"
    static let section = RecipeSection(
        Schema(
            "finetune", "teaches a fitted model to make tunes that keep rules, or that a person prefers",
            [method, kl, steps, tunes, epochs, learningRate, clip, leash]),
        [(rewards, .components("rule", common: RuleLanguage.common)), ("choices", .section(choices))])
}

/// The corpus: what is learned from.
enum CorpusLanguage {
    static let files = Setting<[String]>(
        "files", "files, folders or patterns such as tunes/*.abc, relative to the recipe that names them")
    static let transpose = Setting<Recipe.Corpus.Transpose>(
        "transpose", default: Recipe.Corpus.Transpose.none,
        "tonic: each tune to C or A minor and its modes; all_keys: every tune in twelve; chromatic: every tune six "
            + "semitones down to five up, as far as it stays within what the tunes to learn from span")
    static let validation = Setting<Double>(
        "validation", in: 0...0.9, default: 0.1, unit: "share of tunes", "kept aside to measure the fit")
    static let test = Setting<Double>(
        "test", in: 0...0.9, default: 0, unit: "share of tunes", "kept aside to the end")
    static let split = RecipeSection(
        Schema(
            "split",
            "shares of the tunes that are not learned from; near-duplicates stay together. Tunes whose file says what "
                + "they are for keep to that, and the shares are of the others", [validation, test])
    )

    /// The headers that tunes can be chosen by.
    static let filters: [any HeaderSetting] = [
        Setting<OneOrMore<RhythmName>>("rhythm", default: nil, "R: jig, reel, hornpipe"),
        Setting<OneOrMore<Meter>>("meter", default: nil, "M: of the tune's start"),
        Setting<OneOrMore<Key>>("key", default: nil, "K: of the tune's start, tonic and mode"),
        Setting<OneOrMore<Key.Mode>>("mode", default: nil, "mode of the tune's start"),
        Setting<OneOrMore<String>>("origin", default: nil, "O:"),
        Setting<OneOrMore<String>>("title", default: nil, "T:"),
        Setting<OneOrMore<String>>("composer", default: nil, "C:"),
        Setting<OneOrMore<String>>("book", default: nil, "B:"),
        Setting<OneOrMore<String>>("source", default: nil, "S:"),
    ]
    static let `where` = RecipeSection(
        Schema("where", "only tunes whose headers say so; of several values, one has to fit", filters))

    static let excerptBars = Setting<Int>("bars", kind: .integer(1...1024), unit: "bars", "of an excerpt, as played")
    static let excerptStep = Setting<Int>(
        "step", in: 1...1024, default: nil, unit: "bars",
        "from the start of one excerpt to the start of the next; without it, as many as an excerpt has")
    static let excerpt = RecipeSection(
        Schema(
            "excerpt",
            "cuts tunes into runs of whole bars, each once; those of a tune and of its variants are on one side of the split",
            [excerptBars, excerptStep]))

    static let section = RecipeSection(
        Schema("corpus", "the tunes to learn from", [files, transpose]),
        [("where", .section(`where`)), ("excerpt", .section(excerpt)), ("split", .section(split))])
}

/// What is to be made.
enum GenerateLanguage {
    static let count = Setting<Int>("count", in: 1...1_000_000, default: 1, unit: "tunes", "how many tunes to write")
    static let bestOf = Setting<Int>(
        "best_of", in: 1...10_000, default: 1, unit: "tunes", "tunes made for each one written; the rules choose")
    static let maxTokens = Setting<Int>(
        "max_tokens", in: 1...1_000_000, default: 2048, unit: "tokens", "the most that a tune may have")

    static let guidance = Setting<Double>(
        "guidance", in: 0...10, default: 1,
        "how closely rhythm, meter, key and form are followed: above 1 more than the model by itself would. For models "
            + "trained with condition_dropout")
    static let `continue` = Setting<String>(
        "continue", kind: .notation("the path of a tune", example: "start.abc"), default: nil,
        "tunes that go on from this one, the first of its file; relative to the recipe")
    static let fill = Setting<String>(
        "fill", kind: .notation("the path of a tune", example: "template.abc"), default: nil,
        "tunes that fill the bars written ? in this one, the first of its file; relative to the recipe")

    static let meter = Setting<Meter>("meter", default: nil, "the tunes' meter")
    static let key = Setting<Key>("key", default: nil, "the tunes' key")
    static let rhythm = Setting<RhythmName>("rhythm", default: nil, "the tunes' kind: jig, reel")
    static let origin = Setting<String>("origin", default: nil, "O:, one of the tokenizer's `labels`")
    static let composer = Setting<String>("composer", default: nil, "C:, one of the tokenizer's `labels`")
    static let book = Setting<String>("book", default: nil, "B:, one of the tokenizer's `labels`")
    static let condition = RecipeSection(
        Schema("condition", "what each tune has to be", [meter, key, rhythm, origin, composer, book]))
    static let style = "style"
    private static let styleMeaning =
        "a mix of styles, {jig: 0.7, waltz: 0.3}: in the place of the control token of the heaviest one, the network reads "
        + "the weighted mean of all of its kind. For models of lstm, gru and transformer"

    static let reconstruct = Setting<String>(
        "reconstruct", kind: .notation("the path of a tune", example: "tune.abc"), default: nil,
        "tunes from the point where this one lies, for models with a space of tunes; relative to the recipe")
    static let interpolate = RecipeSection(
        Schema(
            "interpolate", "tunes on the way from one to another, for models with a space of tunes",
            [
                tune("from", "where the way begins"), tune("to", "where it ends"), interpolationSteps,
            ]))
    static let interpolationSteps = Setting<Int>(
        "steps", in: 2...1000, default: 5, unit: "tunes", "on the way, both ends included: as many are written")
    static let vary = RecipeSection(
        Schema(
            "vary", "tunes near one, for models with a space of tunes", [tune("file", "the tune"), distance]))
    static let distance = Setting<Double>(
        "distance", in: 0...100, default: 0.5, "how far from it, in standard deviations of the space")
    static let arithmeticFrom = tune("from", "where it starts")
    static let add = set("add", "what it goes towards")
    static let subtract = set("subtract", "what it goes away from")
    static let arithmeticAmount = Setting<Double>(
        "amount", in: -100...100, default: 1,
        "how far it goes; 1 is the way from the middle of the one set to that of the other")
    static let arithmetic = RecipeSection(
        Schema(
            "arithmetic",
            "tunes from where one lies, moved by what tells two sets of tunes apart, for models with a space of tunes",
            [arithmeticFrom, add, subtract, arithmeticAmount]))
    /// How much more of each attribute; what they are stands in Evaluation.
    static let attributes = [
        Setting<Double>("density", default: nil, "notes a bar"),
        Setting<Double>("pitch_range", default: nil, "from the lowest to the highest note"),
        Setting<Double>("mean_pitch", default: nil, "how high it lies"),
        Setting<Double>("syncopation", default: nil, "notes that last over a beat they do not begin on"),
        Setting<Double>("leaps", default: nil, "intervals wider than a major third"),
    ]
    static let attribute = RecipeSection(
        Schema(
            "attribute",
            "moves the points of a model's space towards more or less of each, in standard deviations of the corpus; what "
                + "is not named stays", attributes))

    static func set(_ name: String, _ meaning: String) -> Setting<[String]> {
        Setting<[String]>(
            name, default: nil, "\(meaning): all tunes of these files, folders or patterns; relative to the recipe")
    }

    private static func tune(_ name: String, _ meaning: String) -> Setting<String> {
        Setting<String>(
            name, kind: .notation("the path of a tune", example: "tune.abc"),
            "\(meaning): the first tune of this file; relative to the recipe")
    }

    static let section = RecipeSection(
        Schema(
            "generate", "how many tunes, and of what kind",
            [count, bestOf, maxTokens, guidance, `continue`, fill, reconstruct]),
        [
            ("condition", .section(condition)), ("interpolate", .section(interpolate)), ("vary", .section(vary)),
            ("arithmetic", .section(arithmetic)), ("attribute", .section(attribute)), (style, .weights(styleMeaning)),
        ])
}

enum RuleLanguage {
    static let weight = Setting<Double>(
        "weight", in: 0..., default: 1, "how much the rule counts beside the others")
    static let common = Schema("rule", "what every rule can have", [weight])
}

enum ExportLanguage {
    static let path = Setting<String>(
        "path", kind: .notation("a path in the run's folder", example: "jig-{n}.mid"), default: nil,
        "file in the run's folder; {n} in it gives a file a tune. The recipe's name where it is not given")
    static let common = Schema("exporter", "what every exporter can have", [path])
}

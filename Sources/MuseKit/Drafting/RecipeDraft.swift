import MuseCorpus
import MuseMusic
import MuseProtocols
import MuseRecipe

/// A new recipe as commented YAML.
struct RecipeDraft {
    /// A line of a list that can be left out if the tokenizer cannot express it.
    struct Item {
        let value: String
        let comment: String
    }

    let generator: DraftGenerator
    /// The tunes to learn from.
    let learned: TuneSelection
    /// The number of tunes in the files.
    let tuneCount: Int
    /// The paths for `corpus.files`, relative to the recipe.
    let files: [String]
    /// The path of the model, relative to the recipe; nil without one.
    let modelPath: String?
    let title: String
    let count: Int
    let meanings: DraftMeanings
    /// The file name of the recipe, for the examples at its top.
    let fileName: String
    private(set) var constraints: [Item]
    /// The values of `generate.condition` in order.
    private(set) var conditions: [(key: String, value: String)]

    /// - Parameter wanted: the tunes that the new ones should be like.
    init(
        _ generator: DraftGenerator, learned: TuneSelection, wanted: TuneSelection, tuneCount: Int, files: [String],
        modelPath: String?, title: String?, count: Int, meanings: DraftMeanings, fileName: String
    ) {
        self.generator = generator
        self.learned = learned
        self.tuneCount = tuneCount
        self.files = files
        self.modelPath = modelPath
        self.title = title ?? wanted.rhythm.map(Self.plural) ?? "New tunes"
        self.count = count
        self.meanings = meanings
        self.fileName = fileName
        constraints = Self.constraints(wanted, generator)
        conditions = [
            wanted.meter.map { ("meter", $0.inABC) }, wanted.rhythm.map { ("rhythm", YAMLWriter.string($0)) },
        ].compactMap(\.self)
    }

    /// The longest tune to ask a model for, in bars.
    private static let longest = 64

    private static func constraints(_ tunes: TuneSelection, _ generator: DraftGenerator) -> [Item] {
        var items: [Item] = []
        if let form = tunes.form {
            // Markov models do not plan ahead: returning phrases give their tunes a shape.
            let phrases = generator == .markov && form.sections == [8, 8] ? ", phrases: [abac, dedc]" : ""
            items.append(
                Item(
                    value: "{type: form, sections: \(form.sections), repeats: \(form.repeats.rawValue)\(phrases)}",
                    comment: phrases.isEmpty
                        ? "the form of most of these tunes" : "AABB; two bars a letter, equal letters are equal phrases"
                ))
        } else if let bars = tunes.bars {
            let isLong = bars > longest
            items.append(
                Item(
                    value: "{type: bars, count: \(isLong ? 32 : bars)}",
                    comment: isLong
                        ? "these tunes have \(bars); fewer are easier to learn" : "the usual length of these tunes"))
        }
        if let key = tunes.key {
            let diatonic = generator == .markov ? ", diatonic: true" : ""
            items.append(
                Item(
                    value:
                        "{type: key, tonic: \(YAMLWriter.string("\(key.tonic)")), mode: \(key.mode.rawValue)\(diatonic)}",
                    comment: "the most frequent key" + (diatonic.isEmpty ? "" : "; no accidentals")))
        }
        if let range = tunes.range {
            let ends = [range.lowerBound, range.upperBound].map { YAMLWriter.string(PitchNumber(midi: $0).settingText) }
            items.append(
                Item(value: "{type: range, low: \(ends[0]), high: \(ends[1])}", comment: "nearly all of their notes"))
        }
        return items
    }

    /// Leaves out what a mistake of the check concerns, if the recipe can do without it.
    ///
    /// - Parameter path: the place in the recipe: `constraints[1].tonic`, `generate.condition.rhythm`.
    /// - Returns: whether something was left out.
    mutating func leaveOut(_ path: String) -> Bool {
        if let i = constraints.indices.first(where: {
            path == "constraints[\($0)]" || path.hasPrefix("constraints[\($0)].")
        }) {
            constraints.remove(at: i)
            return true
        }
        let before = conditions.count
        conditions.removeAll { path == "generate.condition.\($0.key)" }
        return conditions.count < before
    }

    var text: String {
        var yaml = CommentedYAML()
        head(&yaml)
        if generator.learns { corpus(&yaml) }
        model(&yaml)
        sampling(&yaml)
        generate(&yaml)
        return yaml.text
    }

    private func head(_ yaml: inout CommentedYAML) {
        yaml.note(
            story, "", "    muse run \(fileName)", "",
            "Change a value and run it again; another seed gives other tunes. `muse describe \(fileName)` explains all values."
        )
        yaml.add("muse: 1", meanings.key("muse"))
        yaml.add("title: \(YAMLWriter.string(title))", "title of the tunes, followed by a number")
        yaml.add("seed: 1", meanings.key("seed"))
    }

    /// What the recipe does, in a sentence.
    private var story: String {
        let tunes = tuneCount == 1 ? "1 tune" : "\(tuneCount) tunes"
        let chosen = learned.scores.count == tuneCount ? tunes : "\(learned.scores.count) of \(tunes)"
        return switch generator {
        case .markov: "\(title) by a Markov model of \(chosen)."
        case .trained(let model): "\(title) by a network of the type \(model.rawValue), trained on \(chosen)."
        case .adapted(let model, _):
            "\(title) by the pretrained \(model.rawValue) that ships with muse, adapted to \(chosen)."
        case .pretrained(let model, _): "\(title) by the pretrained \(model.rawValue) that ships with muse."
        }
    }

    private func corpus(_ yaml: inout CommentedYAML) {
        yaml.space()
        yaml.add("corpus:")
        yaml.add("  files: [\(files.map(YAMLWriter.string).joined(separator: ", "))]", meanings.key("corpus.files"))
        if !learned.conditions.isEmpty {
            let values = learned.conditions.map { "\($0.field.rawValue): \(YAMLWriter.string($0.value))" }
            yaml.add(
                "  where: {\(values.joined(separator: ", "))}", "only these tunes: other kinds do not fit together")
        }
        yaml.add("  split: {validation: 0.1}", meanings.key("corpus.split.validation"))
    }

    private func model(_ yaml: inout CommentedYAML) {
        yaml.space()
        let form = generator.followsConditions ? ", form: true" : ""
        let hasParts = generator.learns && learned.scores.contains { $0.parts.count > 1 }
        yaml.add(
            "tokenizer: {type: abc\(form)}",
            hasParts
                ? "the melody as tokens: the other parts of these tunes are not learned"
                : "how notation becomes tokens; `muse list tokenizer` names others")
        yaml.space()
        yaml.add("generator:")
        yaml.add("  type: \(generator.type)", meanings.summary("generator", generator.type))
        func setting(_ name: String, _ value: String, indent: Int = 2) {
            let last = name.split(separator: ".").last ?? ""
            yaml.add(
                "\(String(repeating: " ", count: indent))\(last): \(value)",
                meanings.setting("generator", generator.type, name))
        }
        switch generator {
        case .markov: setting("order", "6")
        case .trained(let model):
            if model == .lstm || model == .gru {
                setting("layers", "2")
                setting("channels", "256")
            }
            yaml.add("  training:")
            setting("training.budget", "5m", indent: 4)
            setting("training.dropout", "0.3", indent: 4)
        case .adapted:
            yaml.add("  pretrained: \(YAMLWriter.string(modelPath ?? ""))", "the model that ships with muse")
            yaml.add("  training:", "adapts it to these tunes; without `training` it is used unchanged")
            setting("training.budget", "3m", indent: 4)
            // Without a held-out tune, nothing else ends the training before it memorises the only one.
            setting("training.steps", learned.scores.count == 1 ? "20" : "150", indent: 4)
            setting("training.batch_tokens", "2048", indent: 4)
            // Sixty tunes of another tradition were learned best in 45 such steps; ten tunes are memorised in five.
            setting("training.optimizer", "adamw", indent: 4)
            setting("training.learning_rate", "1e-4", indent: 4)
            setting("training.validation_interval", "5", indent: 4)
            setting("training.patience", "4", indent: 4)
        case .pretrained:
            yaml.add(
                "  pretrained: \(YAMLWriter.string(modelPath ?? ""))",
                "the model that ships with muse; nothing is trained")
        }
    }

    private func sampling(_ yaml: inout CommentedYAML) {
        let isMarkov = generator == .markov
        yaml.space()
        yaml.add("sampler:", "applied to the model's scores, in this order")
        yaml.add(
            "  - {type: temperature, value: \(isMarkov ? "0.6" : "0.9")}",
            "lower: more usual turns; higher: bolder ones")
        yaml.add("  - {type: min_p, p: \(isMarkov ? "0.1" : "0.05")}", meanings.summary("sampler", "min_p"))
        if !constraints.isEmpty {
            yaml.space()
            yaml.add("constraints:", "satisfied by every tune")
            for item in constraints { yaml.add("  - \(item.value)", item.comment) }
        }
        yaml.space()
        yaml.add("rules:", "measured in every tune; the candidate that satisfies them best is kept")
        if hasConstraint("key") {
            yaml.add("  - {type: ends_on_tonic, weight: 2}", meanings.summary("rule", "ends_on_tonic"))
        }
        yaml.add("  - {type: no_long_repetition}", meanings.summary("rule", "no_long_repetition"))
        if hasConstraint("form") {
            yaml.add("  - {type: sections_relate}", meanings.summary("rule", "sections_relate"))
        }
    }

    private func generate(_ yaml: inout CommentedYAML) {
        yaml.space()
        yaml.add("generate:")
        yaml.add("  count: \(count)", meanings.key("generate.count"))
        yaml.add("  best_of: \(generator == .markov ? 24 : 4)", "candidates per tune, from which the rules choose")
        if !conditions.isEmpty {
            let values = conditions.map { "\($0.key): \($0.value)" }
            yaml.add("  condition: {\(values.joined(separator: ", "))}", meanings.key("generate.condition"))
        }
        let name = Self.fileName(title)
        let number = count == 1 ? "" : "-{n}"
        yaml.space()
        yaml.add("export:")
        yaml.add("  - {type: abc, path: \(name).abc}", "one tunebook with all tunes")
        yaml.add("  - {type: midi, path: \"\(name)\(number).mid\"}", count == 1 ? "" : "{n}: one file per tune")
        yaml.add("  - {type: musicxml, path: \"\(name)\(number).musicxml\"}")
    }

    private func hasConstraint(_ type: String) -> Bool {
        constraints.contains { $0.value.hasPrefix("{type: \(type),") }
    }

    /// `jig` → `Jigs`.
    private static func plural(_ rhythm: String) -> String {
        let ending = ["s", "x", "z", "sh", "ch"].contains(where: rhythm.hasSuffix) ? "es" : "s"
        return rhythm.prefix(1).uppercased() + rhythm.dropFirst() + ending
    }

    /// A title as the name of files: `Slip jigs` → `slip_jigs`.
    private static func fileName(_ title: String) -> String {
        let words = title.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
        return words.isEmpty ? "tunes" : words.joined(separator: "_")
    }
}

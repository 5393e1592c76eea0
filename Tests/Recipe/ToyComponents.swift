import MuseMusic
import MuseProtocols
import MuseStorage

/// Components with settings of every kind but hardly any behaviour, for checking recipes.
enum Toy {
    static let registries = Registries(
        tokenizers: Registry(
            "tokenizer", [.init(Grid.schema) { try Grid($0) }, .init(Letters.schema) { try Letters($0) }]),
        generators: Registry(
            "generator", [.init(Chain.schema) { try Chain($0) }, .init(Dice.schema) { try Dice($0) }]),
        samplers: Registry(
            "sampler",
            [
                .init(Greedy.schema) { try Greedy($0) }, .init(Heat.schema) { try Heat($0) },
                .init(Best.schema) { try Best($0) },
            ]),
        constraints: Registry(
            "constraint", [.init(Form.schema) { try Form($0) }, .init(InKey.schema) { try InKey($0) }]),
        rules: Registry(
            "rule", [.init(EndsHome.schema) { try EndsHome($0) }, .init(FewLeaps.schema) { try FewLeaps($0) }]),
        importers: Registry("importer", [.init(Reader.schema) { try Reader($0) }]),
        exporters: Registry("exporter", [.init(Book.schema) { try Book($0) }, .init(Sheet.schema) { try Sheet($0) }]))
}

/// A tokenizer without support for free meter, with at least 16 tokens in a tune.
struct Grid: Tokenizer {
    static let steps = Setting<Int>("steps_per_quarter", in: 1...16, default: 4, "steps")
    static let lowest = Setting<Int>("lowest", in: 0...127, default: 48, "lowest note")
    static let highest = Setting<Int>("highest", in: 0...127, default: 84, "highest note")
    static let schema = Schema("grid", "a toy grid", [steps, lowest, highest])

    let steps: Int
    let vocabulary = Vocabulary(["end", "note"])
    let endToken: TokenID = 0

    init(_ settings: Settings) throws {
        steps = try settings[Self.steps]
        if try settings[Self.lowest] > settings[Self.highest] {
            throw settings.conflict("the lowest note lies above the highest", about: Self.lowest)
        }
    }

    func encode(_ score: Score) throws -> Encoding { Encoding(tokens: [endToken]) }
    func decode(_ tokens: [TokenID]) throws -> Score { throw DetokenizationError("a toy") }
    func noteCount(_ tokens: [TokenID]) -> Int { tokens.count - 1 }

    func grammar(for plan: Plan) throws -> any TokenGrammar {
        if let meter = plan.meter, meter.value.isFree { throw PlanError("a grid has no free meter", meter) }
        if let most = plan.maxTokens, most.value < 16 { throw PlanError("no tune has fewer than 16 tokens", most) }
        return OneNote()
    }
}

/// A tokenizer without settings that supports every plan and has a few control tokens.
struct Letters: Tokenizer {
    static let schema = Schema("letters", "a toy without settings", capabilities: [.styleMix, .fill])
    let capabilities: Set<Capability> = [.styleMix, .fill]
    let vocabulary = Vocabulary(["end", "jig", "waltz", "Ireland", "Scotland"])
    let styleTokens = [
        StyleToken(.rhythm, "jig", 1), StyleToken(.rhythm, "waltz", 2), StyleToken(.origin, "Ireland", 3),
        StyleToken(.origin, "Scotland", 4),
    ]
    let endToken: TokenID = 0
    init(_ settings: Settings) throws {}
    func encode(_ score: Score) throws -> Encoding { Encoding(tokens: [endToken]) }
    func decode(_ tokens: [TokenID]) throws -> Score { throw DetokenizationError("a toy") }
    func noteCount(_ tokens: [TokenID]) -> Int { tokens.count - 1 }
    func grammar(for plan: Plan) throws -> any TokenGrammar { OneNote() }
}

struct OneNote: TokenGrammar, GrammarState {
    var isEnded = false
    func start() -> any GrammarState { self }
    func allowed(_ mask: inout [Bool], tokensLeft: Int) { mask = [true, false] }
    mutating func advance(_ token: TokenID) { isEnded = true }
}

struct Chain: Generator {
    enum Smoothing: String, SettingChoice {
        case kneserNey = "kneser_ney"
        case none
    }
    static let order = Setting<Int>("order", in: 1...12, default: 4, unit: "tokens", "tokens of context")
    static let smoothing = Setting<Smoothing>("smoothing", default: .kneserNey, "how counts become probabilities")
        .ofOlderModels(.none)
    static let discount = Setting<Double>("discount", in: 0...1, default: nil, "fixed discount; estimated if not given")
    static let pace = Setting<Int>("pace", in: 1...9, default: nil, "of learning")
    static let haste = Setting<Int>("haste", in: 1...9, default: nil, "of sampling")
    static let schema = Schema(
        "chain", "a toy chain", structure: [order, smoothing, discount], [pace], sampling: [haste])
    let order: Int
    init(_ settings: Settings) throws { order = try settings[Self.order] }
    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model { throw FitError("a toy") }
    func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model { throw FitError("a toy") }
}

struct Dice: Generator {
    static let fair = Setting<Bool>("fair", default: true, "whether each side falls as often")
    static let sides = Setting<[Int]>("sides", kind: .list(of: .integer(1...20)), default: [1, 2], "sides")
    static let rolls = Setting<Int>("rolls", in: 1...9, default: nil, "rolls of a step")
    static let schema = Schema("dice", "toy dice", [fair, sides], sampling: [rolls], capabilities: [.styleMix])
    let capabilities = Set<Capability>.autoregressive.union([.styleMix])
    init(_ settings: Settings) throws {}
    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model { throw FitError("a toy") }
    func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model { throw FitError("a toy") }
}

struct Greedy: Sampler {
    static let schema = Schema("greedy", "takes the best token")
    init(_ settings: Settings) throws {}
    mutating func adjust(_ logits: inout [Float], at step: Step) {}
}

struct Heat: Sampler {
    static let value = Setting<Double>("value", in: 0.01...10, default: 1, "1 changes nothing")
    static let schema = Schema("temperature", "flattens or sharpens", [value])
    let value: Double
    init(_ settings: Settings) throws { value = try settings[Self.value] }
    mutating func adjust(_ logits: inout [Float], at step: Step) {}
}

struct Best: Sampler {
    static let k = Setting<Int>("k", in: 1..., default: 40, "tokens kept")
    static let schema = Schema("top_k", "keeps the k best tokens", [k])
    let k: Int
    init(_ settings: Settings) throws { k = try settings[Self.k] }
    mutating func adjust(_ logits: inout [Float], at step: Step) {}
}

struct Form: Constraint {
    static let sections = Setting<[Int]>("sections", kind: .list(of: .integer(1...64)), "bars of each section")
    static let schema = Schema("form", "fixes the sections", [sections])
    let sections: Plan.Demand<[Plan.Section]>
    init(_ settings: Settings) throws {
        let sections = try settings[Self.sections].map { Plan.Section(bars: $0, repeats: .either) }
        self.sections = Plan.Demand(sections, path: settings.path, mark: settings.node.mark)
    }
    func constrain(_ plan: inout Plan) throws {
        if let other = plan.sections { throw PlanError("\(other.path) fixes the form already", sections) }
        plan.sections = sections
    }
}

struct InKey: Constraint {
    static let key = Setting<Key>("key", "the key")
    static let schema = Schema("in_key", "keeps to a key", [key])
    let key: Plan.Demand<Key>
    init(_ settings: Settings) throws {
        key = Plan.Demand(try settings[Self.key], path: settings.path, mark: settings.node.mark)
    }
    func constrain(_ plan: inout Plan) throws {
        if let other = plan.key, other.value != key.value {
            throw PlanError("the key is \(key.value) here and \(other.value) at \(other.path)", key)
        }
        plan.key = key
    }
}

struct EndsHome: Rule {
    static let schema = Schema("ends_home", "ends on the tonic")
    let unit = "share of tunes"
    init(_ settings: Settings) throws {}
    func measure(_ score: Score) -> RuleMeasurement { RuleMeasurement(value: 1, satisfaction: 1) }
}

struct FewLeaps: Rule {
    static let limit = Setting<Int>("limit", in: 1...24, default: 7, unit: "semitones", "larger steps are leaps")
    static let schema = Schema("few_leaps", "counts leaps", [limit])
    let unit = "leaps"
    init(_ settings: Settings) throws {}
    func measure(_ score: Score) -> RuleMeasurement { RuleMeasurement(value: 0, satisfaction: 1) }
}

struct Reader: Importer {
    static let schema = Schema("abc", "reads headers of texts, a line each: jig; 6/8; D")
    let fileExtensions = ["abc", "txt"]
    init(_ settings: Settings) throws {}
    func read(_ bytes: [UInt8], name: String) -> Imported { Imported(tunes: []) }

    func headers(_ bytes: [UInt8], name: String) -> [Score]? {
        guard name.hasSuffix(".txt") else { return nil }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            let parts = line.split(separator: ";").map { $0.trimmingPrefix(" ") }
            var score = Score()
            score.header.rhythm = String(parts[0])
            score.meters = Meter(parts[1]).map { [Timed(0, $0)] } ?? []
            score.keys = Key(parts[2]).map { [Timed(0, $0)] } ?? []
            return score
        }
    }
}

/// An exporter with many tunes in a file.
struct Book: Exporter {
    static let schema = Schema("book", "writes one book")
    let fileExtensions = ["abc"]
    let holdsManyTunes = true
    init(_ settings: Settings) throws {}
    func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] { [] }
}

/// An exporter with one tune in a file.
struct Sheet: Exporter {
    static let velocity = Setting<Int>("velocity", in: 1...127, default: 80, "of every note")
    static let schema = Schema("sheet", "writes one sheet a tune", [velocity])
    let fileExtensions = ["mid", "midi"]
    let holdsManyTunes = false
    let scoreForm = ScoreForm.performed
    let settingsReplacedByBand = ["velocity"]
    init(_ settings: Settings) throws {}
    func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] { [] }
}

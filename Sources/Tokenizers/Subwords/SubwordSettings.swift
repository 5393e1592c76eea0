import MuseProtocols

/// How tokens are learned.
package enum SubwordMethod: Sendable {
    case bytePair, unigram

    var schema: Schema {
        typealias S = SubwordSettings
        return switch self {
        case .bytePair:
            Schema(
                "bpe",
                "merges frequent runs of another tokenizer's tokens, pair by pair; learned from the corpus",
                source: "Sennrich, Haddow and Birch 2016, ACL; Fradet et al. 2023, EMNLP",
                [S.base, S.vocabulary, S.split, S.minFrequency, S.maxLength, S.file],
                capabilities: [.conditions, .fill, .styleMix])
        case .unigram:
            Schema(
                "unigram",
                "divides another tokenizer's tokens into the most probable runs; learned from the corpus",
                source: "Kudo 2018, ACL, section 3.2", [S.base, S.vocabulary, S.split, S.maxLength, S.file],
                capabilities: [.conditions, .fill, .styleMix])
        }
    }

    /// A model before it is fitted, which merges nothing.
    func untrained(baseCount: Int) -> any SubwordModel {
        switch self {
        case .bytePair: BytePairModel(baseCount: baseCount, merges: [])
        case .unigram: UnigramModel(baseCount: baseCount)
        }
    }
}

/// The settings of subword tokenizers.
struct SubwordSettings: Sendable {
    static let base = Setting<BaseTokenizer>(
        "base", kind: .component(of: "tokenizer", example: "{type: remi}"), default: BaseTokenizer.abc,
        "the tokenizer whose tokens are merged, with its settings")
    static let vocabulary = Setting<Int>(
        "vocabulary", in: 1...60_000, default: 2000, unit: "tokens",
        "vocabulary size, including the base tokens; less if the corpus has too few frequent runs")
    static let split = Setting<WordSplit.Kind>(
        "split", default: .bar,
        "the parts of a tune beyond which no token reaches; none: only conditions and the ends of sequences divide it")
    static let minFrequency = Setting<Int>(
        "min_frequency", in: 1..., default: 2, "least number of occurrences of a pair that is merged")
    static let maxLength = Setting<Int>(
        "max_length", in: 2...256, default: 32, unit: "base tokens", "longest run of base tokens in a token")
    static let file = Setting<String>(
        file: "file", what: "a tokenizer.json", example: "jigs/model/tokenizer.json",
        "file of learned tokens, relative to the recipe, as `muse fit` writes it; nothing is learned from the corpus "
            + "then")

    let method: SubwordMethod
    let size: Int
    let split: WordSplit.Kind
    private let minFrequency: Int
    private let maxLength: Int

    init(_ method: SubwordMethod, _ settings: Settings, baseCount: Int) throws {
        self.method = method
        size = try settings[Self.vocabulary]
        split = try settings[Self.split]
        maxLength = try settings[Self.maxLength]
        minFrequency = method == .bytePair ? try settings[Self.minFrequency] : 0
        guard baseCount <= TokenizerFile.mostBaseTokens else {
            throw settings.conflict(
                "this tokenizer has \(baseCount) tokens; at most \(TokenizerFile.mostBaseTokens) can be merged",
                about: Self.base)
        }
        let learns = try settings.optional(Self.file) == nil
        if !learns {
            try settings.refuse(
                [Self.vocabulary, Self.minFrequency, Self.maxLength],
                unless: "tokens to learn, and those of `\(Self.file.info.name)` are learned already")
        }
        guard size > baseCount || !learns else {
            throw settings.conflict(
                "the base tokenizer has \(baseCount) tokens; a larger vocabulary is needed to merge any",
                about: Self.vocabulary)
        }
    }

    /// Learns a model from words.
    ///
    /// - Throws: `CancellationError`.
    func model(
        of words: [CountedWord], _ baseCount: Int, _ isCancelled: @escaping @Sendable () -> Bool
    ) throws -> any SubwordModel {
        switch method {
        case .bytePair:
            var training = BytePairTraining(words)
            let merges = try training.merges(
                baseCount: baseCount, limit: size, minFrequency: minFrequency, maxLength: maxLength,
                isCancelled: isCancelled)
            return BytePairModel(baseCount: baseCount, merges: merges)
        case .unigram:
            return try UnigramTraining(words, baseCount: baseCount, isCancelled: isCancelled)
                .model(limit: size, maxLength: maxLength)
        }
    }
}

/// The value of `base`: a component, not yet made.
struct BaseTokenizer: SettingValue, Sendable {
    let node: Node

    static var kind: SettingKind { .component(of: "tokenizer", example: "") }

    init?(node: Node) {
        guard node.entries != nil else { return nil }
        self.node = node
    }

    var settingText: String { "{type: \(node["type"]?.text ?? "")}" }

    static var abc: BaseTokenizer? {
        let mark = SourceMark(source: SourceFile(name: "defaults", text: ""), line: 1, column: 1)
        let type = Node.Entry(
            key: "type", keyMark: mark, value: Node(.scalar(ABCTokenizer.schema.name, isPlain: true), at: mark))
        return BaseTokenizer(node: Node(.map([type]), at: mark))
    }
}

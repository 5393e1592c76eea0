import MuseProtocols
import MuseStorage

/// Reads and writes `tokenizer.json`, which Hugging Face tokenizers loads with `Tokenizer.from_file`.
///
/// A base token is the character U+F0000 plus its number, so that a tune is a text. Unicode normalisation changes none
/// of these characters for private use. A pre-tokenizer divides the text into bars, as `WordSplit` does. Beats depend
/// on more than one token, so that texts have to be divided into beats before (`is_pretokenized=True`).
struct TokenizerFile {
    private static let firstCharacter: UInt32 = 0xF0000
    static let mostBaseTokens = 0xFFFD

    private let split: WordSplit
    private let baseCount: Int

    init(_ split: WordSplit, baseCount: Int) {
        self.split = split
        self.baseCount = baseCount
    }

    /// A score with so few digits that all programs read the same number.
    static func storable(_ score: Double) -> Double { (score * 1e10).rounded() / 1e10 }

    func bytes(of model: any SubwordModel) throws -> [UInt8] {
        let none = JSON.null
        return try JSON.object([
            "version": .string("1.0"), "truncation": none, "padding": none, "added_tokens": .array([]),
            "normalizer": none, "pre_tokenizer": preTokenizer, "post_processor": none, "decoder": none,
            "model": .object(members(of: model)),
        ]).bytes()
    }

    /// Reads a model.
    ///
    /// - Parameter kind: a model of the expected kind.
    /// - Throws: `StorageError`.
    func model(_ file: [UInt8], like kind: any SubwordModel) throws -> any SubwordModel {
        guard let json = try? JSON(parsing: file) else { throw StorageError("not valid JSON") }
        guard let model = json["model"], let type = model["type"]?.stringValue else {
            throw StorageError("it is not a tokenizer.json of Hugging Face tokenizers")
        }
        let expected = kind is UnigramModel ? "Unigram" : "BPE"
        guard type == expected else { throw StorageError("its model is \(type), not \(expected)") }
        guard (json["pre_tokenizer"] ?? .null) == preTokenizer else {
            throw StorageError("it was made with another `base` or `split`")
        }
        do {
            return type == "BPE" ? try bytePairs(JSONReader(model)) : try unigrams(JSONReader(model))
        } catch let mistake as JSONReader.Mistake {
            throw StorageError("\(mistake)")
        }
    }

    // MARK: Models

    private func members(of model: any SubwordModel) -> [String: JSON] {
        let names = model.runs.map { JSON.string(text($0)) }
        if let model = model as? UnigramModel {
            return [
                "type": .string("Unigram"), "unk_id": .null, "byte_fallback": .bool(false),
                "vocab": .array(zip(names, model.scores).map { .array([$0, .double($1)]) }),
            ]
        }
        let merges = (model as? BytePairModel)?.merges ?? []
        return [
            "type": .string("BPE"), "dropout": .null, "unk_token": .null, "continuing_subword_prefix": .null,
            "end_of_word_suffix": .null, "fuse_unk": .bool(false), "byte_fallback": .bool(false),
            "ignore_merges": .bool(false),
            "vocab": .object(
                Dictionary(uniqueKeysWithValues: model.runs.enumerated().map { (text($1), .int($0)) })),
            "merges": .array(merges.map { .array([names[Int($0.first)], names[Int($0.second)]]) }),
        ]
    }

    private func bytePairs(_ json: JSONReader) throws -> BytePairModel {
        guard case .object(let entries) = try json["vocab"].value else { throw try json["vocab"].mistake("an object") }
        var numbers: [[TokenID]: TokenID] = [:]
        for (name, number) in entries {
            guard let run = run(name), let number = number.intValue, entries.indices.count > number, number >= 0 else {
                throw StorageError("its vocabulary does not belong to \(baseCount) base tokens")
            }
            numbers[run] = TokenID(number)
        }
        let merges = try json["merges"].items().map { item in
            let pair = try item.items(2).map { part -> TokenID in
                guard let token = part.value.stringValue.flatMap(run).flatMap({ numbers[$0] }) else {
                    throw part.mistake("a token of the vocabulary")
                }
                return token
            }
            return BytePairModel.Merge(first: pair[0], second: pair[1])
        }
        // The numbers are those of the order in which tokens arise.
        var known = RunIndex(baseCount: baseCount)
        for (index, merge) in merges.enumerated() {
            guard max(merge.first, merge.second) < known.count else {
                throw StorageError("merge \(index + 1) joins a token that arises later")
            }
            _ = known.join(merge.first, merge.second)
        }
        guard known.count == numbers.count,
            known.runs.indices.allSatisfy({ numbers[known.runs[$0]] == TokenID($0) })
        else { throw StorageError("its vocabulary is not that of its merges and \(baseCount) base tokens") }
        return BytePairModel(baseCount: baseCount, merges: merges)
    }

    private func unigrams(_ json: JSONReader) throws -> UnigramModel {
        var known = RunIndex(baseCount: baseCount)
        var scores: [Double] = []
        for item in try json["vocab"].items() {
            let pair = try item.items(2)
            guard let run = pair[0].value.stringValue.flatMap(run), let score = pair[1].value.numberValue,
                run.count == 1 ? run[0] == scores.count : known.add(run) == scores.count
            else { throw pair[0].mistake("the token with number \(scores.count)") }
            scores.append(score)
        }
        guard scores.count == known.count else {
            throw StorageError("its vocabulary does not belong to \(baseCount) base tokens")
        }
        return UnigramModel(runs: known.runs, scores: scores)
    }

    // MARK: Text

    private func text(_ run: [TokenID]) -> String {
        var scalars = String.UnicodeScalarView()
        for token in run {
            guard let scalar = Unicode.Scalar(Self.firstCharacter + UInt32(token)) else {
                preconditionFailure("no character for base token \(token)")
            }
            scalars.append(scalar)
        }
        return String(scalars)
    }

    /// The run of a text; nil if it has other characters than base tokens.
    private func run(_ text: String) -> [TokenID]? {
        var run: [TokenID] = []
        for scalar in text.unicodeScalars {
            guard scalar.value >= Self.firstCharacter, Int(scalar.value - Self.firstCharacter) < baseCount else {
                return nil
            }
            run.append(TokenID(scalar.value - Self.firstCharacter))
        }
        return run.isEmpty ? nil : run
    }

    private var preTokenizer: JSON {
        func divider(_ isMember: [Bool], _ behavior: String) -> JSON? {
            let tokens = isMember.indices.filter { isMember[$0] }
            guard !tokens.isEmpty else { return nil }
            let characters = tokens.map { "\\x{\(String(Int(Self.firstCharacter) + $0, radix: 16))}" }
            return .object([
                "type": .string("Split"), "behavior": .string(behavior), "invert": .bool(false),
                "pattern": .object(["Regex": .string("[\(characters.joined())]")]),
            ])
        }
        let dividers = [divider(split.isAlone, "Isolated"), divider(split.isFirst, "MergedWithNext")]
        return .object(["type": .string("Sequence"), "pretokenizers": .array(dividers.compactMap { $0 })])
    }
}

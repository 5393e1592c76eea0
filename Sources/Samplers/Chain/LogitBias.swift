package import MuseProtocols

/// Adds a constant to the scores of some tokens, given by name.
///
/// `muse tokenize TOKENIZER FILE` prints the names of tokens. A bias never excludes a token, because the grammar may
/// allow no other.
///
/// Source: `logit_bias` of the OpenAI API and of llama.cpp.
package struct LogitBias: Sampler {
    static let bias = Setting<TokenBiases>(
        "bias", unit: "nats", "token names, each with a number that is added to the token's score")
    package static let schema = Schema(
        "logit_bias", "adds constants to the scores of tokens", source: "llama.cpp's logit_bias", [bias])

    private let biases: [(name: String, value: Float)]
    /// The biases by token; nil before the first step.
    private var tokens: [(token: Int, value: Float)]?

    package init(_ settings: Settings) throws { biases = try settings[Self.bias].values }

    /// Names that the vocabulary lacks.
    package func objections(to tokenizer: any Tokenizer) -> [SettingObjection] {
        let vocabulary = tokenizer.vocabulary
        return biases.filter { vocabulary[$0.name] == nil }.map { bias in
            let hint = nearestName(to: bias.name, in: vocabulary.names).map { "; did you mean '\($0)'?" } ?? ""
            return SettingObjection(
                "\(Self.bias.info.name).\(bias.name)", "no token of the tokenizer is called '\(bias.name)'\(hint)")
        }
    }

    /// Steps without a tune have no token names, and stay unchanged.
    package mutating func adjust(_ logits: inout [Float], at step: Step) {
        guard let vocabulary = step.tune?.reader.vocabulary else { return }
        let tokens = tokens ?? biases.compactMap { bias in vocabulary[bias.name].map { (Int($0), bias.value) } }
        self.tokens = tokens
        for (token, value) in tokens { logits[token] += value }
    }
}

/// A mapping from token names to biases, in the order written.
struct TokenBiases: SettingValue {
    let values: [(name: String, value: Float)]

    static var kind: SettingKind { .names(to: .number(-100...100), example: "<end>") }

    init?(node: Node) {
        guard let entries = node.entries else { return nil }
        values = entries.compactMap { entry in Double(node: entry.value).map { (entry.key, Float($0)) } }
        guard values.count == entries.count else { return nil }
    }

    var settingText: String {
        "{" + values.map { "\($0.name): \(Double($0.value).settingText)" }.joined(separator: ", ") + "}"
    }
}

import MuseProtocols
import MuseTokenizers

/// Settings with the given values only: `["pitch": "absolute"]`.
func settings(_ values: KeyValuePairs<String, String> = [:], for schema: Schema) throws -> Settings {
    let mark = SourceMark(source: SourceFile(name: "test", text: ""), line: 1, column: 1)
    let entries = values.map {
        Node.Entry(key: $0.key, keyMark: mark, value: Node(.scalar($0.value, isPlain: true), at: mark))
    }
    return try Settings(Node(.map(entries), at: mark), for: schema, path: "tokenizer")
}

func demand<Value>(_ value: Value, _ path: String = "constraints[0]") -> Plan.Demand<Value> {
    Plan.Demand(value, path: path, mark: nil)
}

/// Samples a tune from a grammar by choosing among the allowed tokens at random. Returns nil at a dead end.
///
/// - Parameter weights: the weights of the tokens; all equal by default.
func walk(
    _ grammar: any TokenGrammar, _ vocabulary: Vocabulary, _ random: inout RandomSource, maxTokens: Int = 2000,
    weight: (String) -> Int = { _ in 1 }
) -> [TokenID]? {
    var state = grammar.start()
    var mask = [Bool](repeating: false, count: vocabulary.count)
    let weights = vocabulary.names.map(weight)
    var tokens: [TokenID] = []
    while !state.isEnded {
        guard tokens.count < maxTokens else { return nil }
        state.allowed(&mask, tokensLeft: maxTokens - tokens.count)
        var total = 0
        for (i, isAllowed) in mask.enumerated() where isAllowed { total += weights[i] }
        guard total > 0 else { return nil }
        var choice = random.below(total)
        for (i, isAllowed) in mask.enumerated() where isAllowed {
            choice -= weights[i]
            if choice < 0 {
                tokens.append(TokenID(i))
                state.advance(TokenID(i))
                break
            }
        }
    }
    return tokens
}

/// The index of the first token of a sequence that a grammar does not allow; nil if it allows all.
func firstDisallowed(_ grammar: any TokenGrammar, _ tokens: [TokenID], _ count: Int) -> Int? {
    var state = grammar.start()
    var mask = [Bool](repeating: false, count: count)
    for (i, token) in tokens.enumerated() {
        state.allowed(&mask, tokensLeft: 100_000)
        if !mask[Int(token)] { return i }
        state.advance(token)
    }
    return nil
}

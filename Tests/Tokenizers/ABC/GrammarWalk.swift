import MuseProtocols
import MuseTokenizers

/// Settings with nothing but what `text` lists: `["pitch": "absolute"]`.
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

/// A tune drawn from a grammar by choosing among the allowed tokens with equal chances; nil where it meets a dead end.
///
/// - Parameter weights: chances by token; equal ones where it is left out.
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

/// Whether a grammar allows every token of a sequence in turn; the index of the first that it bars.
func firstBarred(_ grammar: any TokenGrammar, _ tokens: [TokenID], _ count: Int) -> Int? {
    var state = grammar.start()
    var mask = [Bool](repeating: false, count: count)
    for (i, token) in tokens.enumerated() {
        state.allowed(&mask, tokensLeft: 100_000)
        if !mask[Int(token)] { return i }
        state.advance(token)
    }
    return nil
}

import MuseProtocols
import MuseTokenizers

/// A built-in tokenizer with settings as written in a recipe: `("use_tempos", "true")`, `("beat_res", "[0-4:8]")`.
func eventTokenizer(_ name: String, _ settings: [(String, String)] = []) throws -> any Tokenizer {
    let mark = SourceMark(source: SourceFile(name: "test", text: ""), line: 1, column: 1)
    let entries = ([("type", name)] + settings).map { key, text -> Node.Entry in
        let isList = text.hasPrefix("[") && text.hasSuffix("]")
        let items = text.dropFirst().dropLast().split(separator: ",").map { item in
            Node(.scalar(item.filter { $0 != " " }, isPlain: true), at: mark)
        }
        let value = isList ? Node(.list(items), at: mark) : Node(.scalar(text, isPlain: true), at: mark)
        return Node.Entry(key: key, keyMark: mark, value: value)
    }
    return try Registry<any Tokenizer>.builtIn.make(Node(.map(entries), at: mark), path: "tokenizer")
}

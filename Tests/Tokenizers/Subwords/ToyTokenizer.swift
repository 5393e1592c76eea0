import MuseMusic
import MuseProtocols
import MuseTokenizers

/// The toy tokens of reference/subwords.py: 0 ends a tune, 1 to 3 are conditions, 4 marks bars, 5 separates sequences.
struct ToyTokenizer: Tokenizer {
    static let count = 32
    static let startsBars = Setting<Bool>("starts_bars", default: false, "whether 4 starts bars, and does not end them")
    static let schema = Schema("toy", "toy tokens", [startsBars])

    let startsBars: Bool
    let vocabulary = Vocabulary((0..<count).map { "t\($0)" })
    var endToken: TokenID { 0 }
    let capabilities: Set<Capability> = [.conditions, .fill, .styleMix, .variations]

    init(_ settings: Settings) throws { startsBars = try settings[Self.startsBars] }

    var barEnds: Set<TokenID> { startsBars ? [] : [4] }
    func isCondition(_ token: TokenID) -> Bool { (1...3).contains(token) }
    func kind(of token: TokenID) -> TokenKind {
        token == 4 ? .bar : isCondition(token) ? .condition : token < 6 ? .other : token % 2 == 0 ? .note : .duration
    }
    func encode(_ score: Score) throws -> Encoding { throw TokenizationError("toy tokens are no music") }
    func decode(_ tokens: [TokenID]) throws -> Score { Score() }
    func noteCount(_ tokens: [TokenID]) -> Int { tokens.count { kind(of: $0) == .note } }
    func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int? {
        kind(of: token) == .note ? 60 + Int(token) + Int(previous ?? 0) : nil
    }
    func lines(of tokens: [TokenID]) -> [ArraySlice<TokenID>] {
        tokens.split(separator: 5, omittingEmptySubsequences: false)
    }
    func barContents(_ tokens: ArraySlice<TokenID>) -> [Range<Int>] {
        let ends = zip(tokens.indices, tokens).filter { $0.1 == 4 }.map(\.0)
        return zip([tokens.startIndex - 1] + ends, ends).map { $0 + 1..<$1 }.filter { !$0.isEmpty }
    }

    /// Tunes `8 9`, `8 9 8` and so on: 8 and 9 in turn, then the end.
    func grammar(for plan: Plan) throws -> any TokenGrammar {
        try TokenAutomaton(
            classes: [[8], [9]],
            edges: [[.init(tokens: 0, next: 1)], [.init(tokens: 1, next: 2)], [.init(tokens: 0, next: 1)]],
            finals: [1, 2], end: 0, vocabularySize: Self.count)
    }
}

/// The built-in tokenizers and the toy one.
let withToys = Registry<any Tokenizer>(
    "tokenizer", Registry<any Tokenizer>.builtIn.entries + [.init(ToyTokenizer.schema) { try ToyTokenizer($0) }])

/// Creates a subword tokenizer from a mapping of settings; values in braces are mappings themselves.
func subwords(_ type: String, base: [String: String], _ settings: [String: String] = [:]) throws -> SubwordTokenizer {
    let mark = SourceMark(source: SourceFile(name: "test", text: ""), line: 1, column: 1)
    func mapping(_ values: [String: String]) -> [Node.Entry] {
        values.sorted { $0.key < $1.key }.map {
            Node.Entry(key: $0.key, keyMark: mark, value: Node(.scalar($0.value, isPlain: true), at: mark))
        }
    }
    let base = Node.Entry(key: "base", keyMark: mark, value: Node(.map(mapping(base)), at: mark))
    let node = Node(.map(mapping(settings.merging(["type": type]) { $1 }) + [base]), at: mark)
    guard let made = try withToys.make(node, path: "tokenizer").learned as? SubwordTokenizer else {
        preconditionFailure("'\(type)' is no subword tokenizer")
    }
    return made
}

import MusePlatform
import MuseProtocols
import MuseSamplers
import MuseStorage

/// Makes the node of a mapping in a recipe, such as `{type: top_k, k: 3}`. A value in brackets is a list, one in braces
/// a mapping.
func node(_ entries: KeyValuePairs<String, String>, line: Int = 1) -> Node {
    let source = SourceFile(name: "jig.yaml", text: "")
    let mark = SourceMark(source: source, line: line, column: 3)
    func value(_ text: String) -> Node {
        if text.hasPrefix("{") {
            // Commas inside a list do not separate entries.
            let inner = text.dropFirst().dropLast()
            let parts = inner.contains("[") ? [inner] : inner.split(separator: ",")
            let entries = parts.map { part in
                let pair = part.split(separator: ":", maxSplits: 1).map { String($0.drop { $0 == " " }) }
                return Node.Entry(key: pair[0], keyMark: mark, value: value(pair[1]))
            }
            return Node(.map(entries), at: mark)
        }
        guard text.hasPrefix("[") else { return Node(.scalar(text, isPlain: true), at: mark) }
        let items = text.dropFirst().dropLast().split(separator: ",").map { String($0.filter { $0 != " " }) }
        return Node(.list(items.map { Node(.scalar($0, isPlain: true), at: mark) }), at: mark)
    }
    return Node(.map(entries.map { Node.Entry(key: $0.key, keyMark: mark, value: value($0.value)) }), at: mark)
}

func sampler(_ entries: KeyValuePairs<String, String>) throws -> any Sampler {
    try Registry<any Sampler>.builtIn.make(node(entries), path: "sampler[0]")
}

/// A bigram model. Row `t` of the table has the probabilities after token `t`, the last row those at the start.
struct TableModel: Model {
    var table: [[Float]]
    /// Added to the scores of token 0, times the number of rows, as if the decoder rounded differently for each batch
    /// size.
    var shiftByRows: Float = 0
    /// Whether decoders copy rows for searches.
    var canCopyRows = true

    func decoder(for request: DecodingRequest) -> any TokenDecoder { TableDecoder(self, rows: request.rows) }
    func logProbabilities(of tokens: [TokenID]) -> [Double] { [] }
    func saved() -> SavedModel { SavedModel(description: [:], tensors: []) }
}

final class TableDecoder: TokenDecoder {
    private let model: TableModel
    private var last: [Int]
    /// Whether `accept` must be called next.
    private var isScored = false

    init(_ model: TableModel, rows: Int) {
        self.model = model
        last = [Int](repeating: model.table.count - 1, count: rows)
    }

    var rowCount: Int { last.count }

    func scores(into scores: inout [Float]) {
        precondition(!isScored, "scored twice")
        isScored = true
        let size = model.table[0].count
        for (r, token) in last.enumerated() {
            for t in 0..<size { scores[r * size + t] = log(model.table[token][t]) }
            scores[r * size] += model.shiftByRows * Float(rowCount)
        }
    }

    func accept(_ tokens: [TokenID]) {
        precondition(isScored && tokens.count == rowCount, "\(tokens.count) tokens for \(rowCount) rows")
        isScored = false
        last = tokens.map(Int.init)
    }

    func retain(_ keep: [Bool]) {
        precondition(!isScored && keep.count == rowCount, "\(keep.count) flags for \(rowCount) rows")
        last = zip(last, keep).filter(\.1).map(\.0)
    }

    func copyRows(_ sources: [Int]) -> Bool {
        precondition(isScored, "copied before the scores")
        last = sources.map { last[$0] }
        return model.canCopyRows
    }
}

/// Tokens 0 and 1 are notes, 2 ends. A tune has `notes` notes, and no 1 follows a 1.
struct ToyGrammar: TokenGrammar, Hashable {
    var notes: ClosedRange<Int>
    var isBroken = false

    func start() -> any GrammarState { State(grammar: self) }

    struct State: GrammarState {
        let grammar: ToyGrammar
        var count = 0
        var last: TokenID = 0
        var isEnded = false

        func allowed(_ mask: inout [Bool], tokensLeft: Int) {
            let mayContinue = count < grammar.notes.upperBound && tokensLeft > 1 && !grammar.isBroken
            mask[0] = mayContinue
            mask[1] = mayContinue && last != 1
            mask[2] = count >= grammar.notes.lowerBound
        }

        mutating func advance(_ token: TokenID) {
            isEnded = token == 2
            count += 1
            last = token
        }
    }
}

extension TuneSampler {
    /// A sampler with a toy model and grammar.
    static func toy(
        _ model: TableModel = TableModel(table: [[0.5, 0.3, 0.2], [0.6, 0.3, 0.1], [0, 0, 1], [0.2, 0.7, 0.1]]),
        grammar: ToyGrammar = ToyGrammar(notes: 2...30), chain: [any Sampler] = [], maxTokens: Int = 50,
        threads: Int = 1
    ) -> TuneSampler {
        var sampler = TuneSampler(
            model: model, grammar: grammar, vocabularySize: 3, chain: Chain(chain), maxTokens: maxTokens,
            random: RandomSource(seed: 7))
        sampler.threads = threads
        return sampler
    }

    func tunes(_ count: Int, bestOf: Int = 1, rank: @escaping @Sendable ([TokenID]) throws -> Double = { _ in 0 })
        throws -> [Tune]
    {
        var result: [Tune] = []
        try sample(count: count, bestOf: bestOf, rank: { try $1.map(rank) }, onTune: { result.append($0) })
        return result
    }
}

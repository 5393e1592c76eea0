import Foundation
import MuseKit
import MuseProtocols

/// Tunes in tokens of `abc`, and the grammar that masks them.
struct MaskCost {
    /// What the peer needs to know about the tunes.
    struct Tunes: Codable {
        /// The names of all tokens.
        let names: [String]
        let end: TokenID
        var tunes: [[TokenID]]
    }

    private let tokenizer: any Tokenizer
    private let grammar: any TokenGrammar
    private var tunes: [[TokenID]] = []

    init() throws {
        tokenizer = try Registries.builtIn.tokenizers.make(.map([("type", .scalar("abc"))]), path: "tokenizer")
        grammar = try tokenizer.grammar(for: Plan())
    }

    /// Reads tunes that `write` has written.
    init(_ file: String) throws {
        try self.init()
        tunes = try JSONDecoder().decode(Tunes.self, from: Data(contentsOf: URL(fileURLWithPath: file))).tunes
    }

    /// Writes the tunes of music files that can be generated.
    func write(_ files: [String], to output: String) throws {
        var tunes = Tunes(names: tokenizer.vocabulary.names, end: tokenizer.endToken, tunes: [])
        try Muse().readMusic(files) { file in
            for score in try file.file.get().scores {
                guard let tokens = try? tokenizer.encode(score).tokens, isAllowed(tokens) else { continue }
                tunes.tunes.append(tokens)
            }
        }
        try JSONEncoder().encode(tunes).write(to: URL(fileURLWithPath: output))
    }

    private func isAllowed(_ tokens: [TokenID]) -> Bool {
        var mask = [Bool](repeating: false, count: tokenizer.vocabulary.count)
        var state = grammar.start()
        return tokens.enumerated().allSatisfy { place, token in
            state.allowed(&mask, tokensLeft: 2048 - place)
            guard mask[Int(token)] else { return false }
            state.advance(token)
            return true
        }
    }

    /// Computes the mask of each step as the sampler does, and advances by the tune's token.
    ///
    /// - Returns: the nanoseconds per step.
    func run() -> Double {
        var mask = [Bool](repeating: false, count: tokenizer.vocabulary.count)
        let clock = ContinuousClock()
        let time = clock.measure {
            for tune in tunes {
                var state = grammar.start()
                for (place, token) in tune.enumerated() {
                    state.allowed(&mask, tokensLeft: 2048 - place)
                    precondition(mask[Int(token)], "token \(token) is not allowed")
                    state.advance(token)
                }
            }
        }
        let steps = tunes.reduce(0) { $0 + $1.count }
        return (Double(time.components.seconds) * 1e9 + Double(time.components.attoseconds) * 1e-9) / Double(steps)
    }
}

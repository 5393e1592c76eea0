import Foundation
import MuseKit
import MuseMusic
import MuseProtocols

/// Byte pair encoding of tunes in tokens of `abc` or `remi`, which are made before the measurements.
struct Subwords: Sendable {
    /// What the peer needs to know.
    private struct Tunes: Codable {
        /// The tokens of each tune, before they are merged.
        let base: [[TokenID]]
        /// The learned tokens of each tune.
        let tokens: [[TokenID]]
        let baseCount: Int
        let size: Int
        /// The file that loads the learned tokens.
        let file: String
    }

    private static let size = 2000

    private let base: EncodedTokenizer
    private let scores: [Score]
    private let untrained: any LearnedTokenizer

    init(_ type: String, _ files: [String]) throws {
        var settings: [(String, Node)] = [("type", .scalar(type))]
        if type == "remi" { settings.append(("use_programs", .scalar("true"))) }
        let tokenizer = try Registries.builtIn.tokenizers.make(.map(settings), path: "tokenizer")
        var tunes: [[TokenID]] = []
        var scores: [Score] = []
        try Muse().readMusic(files) { file in
            for score in try file.file.get().scores {
                guard let tokens = try? tokenizer.encode(score).tokens else { continue }
                // Stands for the tune, whose tokens are found by its number.
                var number = Score()
                number.header.referenceNumber = tunes.count
                scores.append(number)
                tunes.append(tokens)
            }
        }
        let base = EncodedTokenizer(tokenizer: tokenizer, tunes: tunes)
        (self.base, self.scores) = (base, scores)
        let components = Registries.builtIn.adding(.tokenizer(Schema("encoded", "encoded tunes")) { _ in base })
        let made = try components.tokenizers.make(
            .map([
                ("type", .scalar("bpe")), ("base", .map([("type", .scalar("encoded"))])),
                ("vocabulary", .scalar("\(Self.size)")), ("max_length", .scalar("256")),
            ]), path: "tokenizer")
        guard let untrained = made.learned else { preconditionFailure("bpe learns no tokens") }
        self.untrained = untrained
    }

    func train() throws -> any LearnedTokenizer { try untrained.fitted(to: scores) { false } }

    /// Encodes all tunes, on all processors.
    func encode(with tokenizer: any LearnedTokenizer) {
        let scores = scores
        let parts = 4 * ProcessInfo.processInfo.activeProcessorCount
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            for i in stride(from: part, to: scores.count, by: parts) {
                guard (try? tokenizer.encode(scores[i])) != nil else { preconditionFailure("tune \(i)") }
            }
        }
    }

    func write(to output: String) throws {
        let trained = try train()
        let tunes = Tunes(
            base: base.tunes, tokens: try scores.map { try trained.encode($0).tokens },
            baseCount: base.vocabulary.count, size: Self.size,
            file: String(decoding: try trained.saved(), as: UTF8.self))
        try JSONEncoder().encode(tunes).write(to: URL(fileURLWithPath: output))
    }
}

/// A tokenizer whose tunes are encoded already.
private struct EncodedTokenizer: Tokenizer {
    let tokenizer: any Tokenizer
    let tunes: [[TokenID]]

    var vocabulary: Vocabulary { tokenizer.vocabulary }
    var endToken: TokenID { tokenizer.endToken }
    var barEnds: Set<TokenID> { tokenizer.barEnds }
    func isCondition(_ token: TokenID) -> Bool { tokenizer.isCondition(token) }
    func kind(of token: TokenID) -> TokenKind { tokenizer.kind(of: token) }
    func lines(of tokens: [TokenID]) -> [ArraySlice<TokenID>] { tokenizer.lines(of: tokens) }
    func encode(_ score: Score) throws -> Encoding { Encoding(tokens: tunes[score.header.referenceNumber ?? 0]) }
    func decode(_ tokens: [TokenID]) throws -> Score { try tokenizer.decode(tokens) }
    func grammar(for plan: Plan) throws -> any TokenGrammar { try tokenizer.grammar(for: plan) }
    func noteCount(_ tokens: [TokenID]) -> Int { tokenizer.noteCount(tokens) }
}

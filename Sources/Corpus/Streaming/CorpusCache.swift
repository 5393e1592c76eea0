import MusePlatform
import MuseProtocols
import MuseStorage

/// Where what is known of large corpora is cached.
package struct CorpusCache: Sendable {
    enum Kind: String { case facts, tokens }

    private let folder: String
    private let corpus: @Sendable () throws -> String
    private let tokenizer: @Sendable () throws -> String

    /// - Parameters:
    ///   - folder: need not exist.
    ///   - corpus: a text that determines what is known of the tunes in a file.
    ///   - tokenizer: a text that determines their tokens.
    package init(
        folder: String, corpus: @escaping @Sendable () throws -> String,
        tokenizer: @escaping @Sendable () throws -> String
    ) {
        self.folder = folder
        self.corpus = corpus
        self.tokenizer = tokenizer
    }

    /// The path of the file for a text that determines its contents together with corpus and tokenizer.
    func path(_ kind: Kind, _ text: String) throws -> String {
        let texts = [try corpus(), kind == .tokens ? try tokenizer() : "", text]
        let key = SHA256.hex(of: Array(texts.joined(separator: "\n").utf8)).prefix(32)
        return "\(folder)/\(key.prefix(2))/\(key).\(kind.rawValue)"
    }
}

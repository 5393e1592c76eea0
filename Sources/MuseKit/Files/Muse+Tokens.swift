public import MuseMusic
public import MuseProtocols
package import MuseRecipe
import MuseStorage

extension Muse {
    /// Creates a tokenizer.
    ///
    /// - Parameter setting: its settings by name; the values are YAML.
    /// - Throws: `RecipeErrors`; `MuseError` for one whose tokens are to be learned from a corpus.
    public func tokenizer(_ name: String, setting: [String: String] = [:]) throws -> any Tokenizer {
        try tokenizer(name, overrides: setting.sorted { $0.key < $1.key }.map { Override("\($0.key)=\($0.value)") })
    }

    package func tokenizer(_ name: String, overrides: [Override]) throws -> any Tokenizer {
        let tokenizer = try components().tokenizers.make(try Override.component(name, overrides), path: "tokenizer")
        if let learned = tokenizer.learned, !learned.isFitted { throw MuseError.learnsTokens(name) }
        return tokenizer
    }

    /// Decodes a text with one token sequence per line, as token names or token numbers. With tokens that give the
    /// tracks of a tune a line each, a tune ends at the line with the end token.
    ///
    /// - Throws: `Diagnostic` with the place of an unknown token; `DetokenizationError`; `MuseError` for a text without
    ///   tokens.
    public func detokenize(_ source: SourceFile, with tokenizer: any Tokenizer) throws -> [Score] {
        var scores: [Score] = []
        var open: [TokenID] = []
        func add(_ tokens: [TokenID]) throws {
            var score = try tokenizer.decode(tokens)
            score.header.referenceNumber = scores.count + 1
            scores.append(score)
        }
        for (i, line) in source.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let start = SourceMark(source: source, line: i + 1, column: 1)
            let tokens = try TokenLine(line, at: start).tokens(of: tokenizer.vocabulary)
            if tokens.isEmpty { continue }
            if let separator = tokenizer.lineSeparator, tokens.last != tokenizer.endToken {
                open += tokens + [separator]
            } else {
                try add(open + tokens)
                open = []
            }
        }
        if !open.isEmpty { try add(open) }
        if scores.isEmpty { throw MuseError.data("'\(printable(source.name))' contains no tokens") }
        return scores
    }
}

/// A token sequence as text: token names, or only token numbers.
private struct TokenLine {
    private let words: [Substring]
    private let start: SourceMark

    init(_ line: Substring, at start: SourceMark) {
        words = line.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
        self.start = start
    }

    func tokens(of vocabulary: Vocabulary) throws -> [TokenID] {
        var column = 1
        var tokens: [TokenID] = []
        // Some names look like numbers (scale steps), but no sequence consists only of such names.
        let isNumbers = words.allSatisfy { $0.isEmpty || TokenID($0) != nil }
        for word in words {
            defer { column += word.count + 1 }
            if word.isEmpty { continue }
            let number = TokenID(word).flatMap { vocabulary.names.indices.contains(Int($0)) ? $0 : nil }
            guard let id = isNumbers ? number : vocabulary[String(word)] else {
                let hint = nearestName(to: String(word), in: vocabulary.names).map { "; did you mean '\($0)'?" } ?? ""
                throw Diagnostic(
                    .error, "no token is called '\(word.prefix(40))'\(hint)",
                    at: SourceMark(source: start.source, line: start.line, column: column))
            }
            tokens.append(id)
        }
        return tokens
    }
}

extension MuseError {
    /// A tokenizer is used before its tokens are learned.
    static func learnsTokens(_ name: String) -> MuseError {
        .use(
            "the tokenizer '\(name)' learns its tokens from a corpus: fit a recipe with it, and name the file that "
                + "'muse fit' writes, such as file=runs/NAME/model/\(ModelFolder.tokenizerName)")
    }
}

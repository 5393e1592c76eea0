import ArgumentParser
import MuseMusic
import MuseProtocols
import MuseRecipe
import MuseStorage

struct TokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize", abstract: "Prints the tokens of music files, a line a tune.")

    @Argument(help: "A tokenizer: see 'muse list tokenizers'.") var tokenizer: String
    @Argument(help: "The files to read.") var files: [String]
    @Option(name: .customLong("set"), help: ArgumentHelp("A setting of the tokenizer.", valueName: "key=value"))
    var overrides: [String] = []
    @Flag(help: "Numbers instead of names.") var ids = false

    func run() throws {
        let tokenizer = try makeTokenizer(tokenizer, overrides)
        for file in files {
            for score in try TuneFile(file).scores {
                let encoding: Encoding
                do {
                    encoding = try tokenizer.encode(score)
                } catch let error as TokenizationError {
                    throw WrongData("\(file): \(score.header.title): \(error)")
                }
                for loss in encoding.losses {
                    Terminal.say("\(file): \(printable(score.header.title)): not held: \(loss)")
                }
                let words = encoding.tokens.map { ids ? "\($0)" : tokenizer.vocabulary[$0] }
                try Terminal.output(line: words.joined(separator: " "))
            }
        }
    }
}

struct DetokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detokenize", abstract: "Turns tokens, by name or number, back into a music file.")

    @Argument(help: "The tokenizer that made them.") var tokenizer: String
    @Argument(help: "A text file, one sequence a line.") var input: String
    @Argument(help: "The file to write.") var output: String
    @Option(name: .customLong("set"), help: ArgumentHelp("A setting of the tokenizer.", valueName: "key=value"))
    var overrides: [String] = []

    func run() throws {
        let tokenizer = try makeTokenizer(tokenizer, overrides)
        let text = String(decoding: try FileReader.bytes(input), as: UTF8.self)
        let source = SourceFile(name: input, text: text)
        var scores: [Score] = []
        for (i, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let tokens = try read(line, in: tokenizer.vocabulary, SourceMark(source: source, line: i + 1, column: 1))
            if tokens.isEmpty { continue }
            var score = try tokenizer.decode(tokens)
            score.header.referenceNumber = scores.count + 1
            scores.append(score)
        }
        if scores.isEmpty { throw WrongData("'\(printable(input))' holds no tokens") }
        try write(scores, to: output)
    }

    private func read(_ line: Substring, in vocabulary: Vocabulary, _ start: SourceMark) throws -> [TokenID] {
        var column = 1
        var tokens: [TokenID] = []
        let words = line.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" })
        // Some names look like numbers (a step of the scale), but no sequence is of such names alone.
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

/// A tokenizer by name, with settings from the command line.
func makeTokenizer(_ name: String, _ overrides: [String]) throws -> any Tokenizer {
    let node = try Override.component(name, overrides.map { Override($0) })
    return try InstalledPlugins.registries().tokenizers.make(node, path: "tokenizer")
}

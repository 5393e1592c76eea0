import ArgumentParser
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe
import MuseStorage

struct TokenizeCommand: FilesCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize", abstract: "Prints the tokens of music files, one line per tune.",
        discussion: """
            A file or tune that cannot be tokenized is reported, and the others are still printed; the exit code is then \
            65.
            """)

    static let argumentsBeforeFiles = 1

    @Argument(help: "A tokenizer: see 'muse list tokenizers'.") var tokenizer: String
    @Argument(help: "The files to read; of a folder, all music files in it.") var files: [FilePaths]
    @Option(name: .customLong("set"), help: ArgumentHelp("A setting of the tokenizer.", valueName: "key=value"))
    var overrides: [String] = []
    @OptionGroup var plugins: PluginOptions
    @OptionGroup var reading: ReadingOptions
    @Flag(help: "Prints token numbers instead of names.") var ids = false
    @Flag(help: "Prints only the numbers of tunes, of tokens, and of notes that the tokens have.") var count = false

    func validate() throws {
        if ids, count { throw ValidationError("--ids has no effect with --count") }
    }

    func run() throws {
        let muse = try Muse.installed(plugins.observer())
        var counts = (tunes: 0, tokens: 0, notes: 0)
        let tokenizer = try muse.tokenizer(tokenizer, overrides: overrides.map { Override($0) })
        let files = try muse.musicFiles(files.paths, importer: reading.importer)
        var failures = FileFailures(fileCount: files.count)
        try muse.readMusic(files, importer: reading.importer) { reading in
            for tune in try failures.tunes(of: reading) {
                guard let encoding = try failures.attempt({ try encoding(of: tune, tokenizer) }) else { continue }
                for loss in encoding.losses {
                    failures.say("\(tune.path): \(printable(tune.score.header.title)): left out: \(loss)")
                }
                counts.tunes += 1
                counts.tokens += encoding.tokens.count
                counts.notes += tokenizer.noteCount(encoding.tokens)
                if count { continue }
                for line in tokenizer.lines(of: encoding.tokens) {
                    let words = line.map { ids ? "\($0)" : tokenizer.vocabulary[$0] }
                    try Terminal.output(line: words.joined(separator: " "))
                }
            }
        }
        if count {
            try Terminal.output(line: "\(counts.tunes) tunes, \(counts.tokens) tokens, \(counts.notes) notes")
        }
        try failures.end()
    }

    private func encoding(of tune: FileTune, _ tokenizer: any Tokenizer) throws -> Encoding {
        do { return try tokenizer.encode(tune.score) } catch let error as TokenizationError {
            throw MuseError.data("\(tune.path): \(tune.score.header.title): \(error)")
        }
    }
}

struct DetokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "detokenize", abstract: "Converts tokens, as names or numbers, to a music file.")

    @Argument(help: "The tokenizer of the tokens.") var tokenizer: String
    @Argument(help: "A text file with one token sequence per line.") var input: String
    @Argument(help: "The file to write.") var output: String
    @Option(name: .customLong("set"), help: ArgumentHelp("A setting of the tokenizer.", valueName: "key=value"))
    var overrides: [String] = []
    @OptionGroup var plugins: PluginOptions

    func run() throws {
        let muse = try Muse.installed(plugins.observer())
        let tokenizer = try muse.tokenizer(tokenizer, overrides: overrides.map { Override($0) })
        let text = String(decoding: try FileReader.bytes(input), as: UTF8.self)
        try muse.writeMusic(muse.detokenize(SourceFile(name: input, text: text), with: tokenizer), to: output)
    }
}

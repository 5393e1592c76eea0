import MuseMusic
import MuseProtocols

/// Reads the lines of one tune, from `X:` to its last line of music.
struct TuneReader {
    private let hasKey: Bool
    private let firstLine: Line?
    private let mark: SourceMark?
    /// The further checks of the tune; nil if it is only read.
    private let checks: TuneChecks?
    private var scanner: TuneScanner
    private var fields = FieldReader()
    private var music: MusicReader
    private var tune: TuneState
    /// Whether to read only the header, the first key and the first meter.
    private var readsHeaderOnly = false

    /// - Parameters:
    ///   - header: the lines of the file header, which applies to all tunes.
    ///   - lines: the lines of the tune.
    ///   - checks: whether to report mistakes that do not affect the score too, and more of all.
    init(
        _ text: ABCText, header: [Line], lines: [Line], chordSymbols: ChordSymbolCache = ChordSymbolCache(),
        checks: Bool = false
    ) {
        var reports = Reports(text.bytes, file: text.file, limit: checks ? TuneChecks.messageLimit : 40)
        self.checks = checks ? TuneChecks(text, header: header, lines: lines) : nil
        mark = lines.first.map { reports.mark(at: $0.place) }
        firstLine = lines.first
        hasKey = lines.contains { $0.isField("K", in: text.bytes) }
        scanner = TuneScanner(text, lines: lines)
        music = MusicReader(chordSymbols)
        tune = TuneState(reports)
        for line in header {
            scanner.move(to: line)
            readHeaderLine(scanner.headerLine(), isFileHeader: true)
        }
        fields.lastLetter = 0
    }

    var chordSymbols: ChordSymbolCache { music.chordSymbols }

    /// Reads the tune and checks its bars, repeats and voices.
    mutating func read() -> Imported.Tune {
        readLines()
        music.finish(at: scanner.line.place, &tune)
        tune.voices.finish(&tune.reports)
        let voices = tune.voices.all.map(\.music)
        let voiceChecks = VoiceChecks(voices, meter: tune.defaults.meter ?? .free)
        tune.reports.add(voiceChecks.problems)
        let score = score(of: voices)
        checks?.report(score, voices, tune.lyricLines, &tune.reports)
        return Imported.Tune(
            score: score, diagnostics: tune.reports.inOrder(bars: voiceChecks.bars), mark: mark)
    }

    mutating func reportTypographicQuotes(at place: TextPlace) {
        tune.report(.warning, "typographic quotation marks in the music; read as ' and \"", at: place, kind: .quotation)
    }

    /// Reads the header, the first key and the first meter.
    ///
    /// Fields before the first note of the lead voice may change key and meter, even inside a line of music. Music is
    /// therefore read up to the first bar line, and only text fields after it.
    mutating func readHeader() -> Score {
        readsHeaderOnly = true
        readLines()
        let full = score(of: tune.voices.all.map(\.music))
        var score = Score()
        score.header = full.header
        score.meters = Array(full.meters.prefix(1))
        score.keys = Array(full.keys.prefix(1))
        return score
    }

    private func score(of voices: [VoiceBuilder]) -> Score {
        var builder = tune.score
        builder.header = fields.text.header
        let transposition = ScoreBuilder.leadVoice(of: voices).map { builder.parts[voices[$0].part].transposition }
        return builder.score(
            of: voices, meter: tune.defaults.meter ?? .free, key: tune.defaults.key.moved(by: transposition ?? 0))
    }

    /// Whether the first voice has notes and bar lines: it is then the lead voice, and its start can no longer change.
    private var isStartRead: Bool {
        guard tune.isInBody, let first = tune.voices.all.first?.music else { return false }
        return first.onset > 0 && !first.barlines.isEmpty
    }

    // MARK: - Lines

    private mutating func readLines() {
        while scanner.nextLine() {
            if !tune.isInBody, !hasKey, isMusicAfterHeader { startBodyWithoutKey() }
            if !tune.isInBody {
                readHeaderLine(scanner.headerLine(), isFileHeader: false)
            } else if readsHeaderOnly, isStartRead {
                readTextField()
            } else {
                readBodyLine()
            }
        }
        if !tune.isInBody, let firstLine {
            // Usually a truncated file.
            tune.report(
                .error, "the tune ends in its header, without K: or music", at: firstLine.place, kind: .header)
            fields.startBody(&tune)
        }
    }

    /// Whether the current line ends a header without `K:`: it is not a field, nor text after `H:`, which continues the
    /// history.
    private var isMusicAfterHeader: Bool {
        guard fields.lastLetter != UInt8(ascii: "H"), case .text = scanner.headerLine() else { return false }
        return true
    }

    private mutating func startBodyWithoutKey() {
        guard let firstLine else { return }
        tune.report(.warning, "the tune has no K:; read as C major", at: firstLine.place, kind: .missingField)
        fields.startBody(&tune)
    }

    private mutating func readHeaderLine(_ item: LineItem, isFileHeader: Bool) {
        switch item {
        case .field(let token) where token.letter == UInt8(ascii: "+"):
            fields.extend(scanner.text(of: token.value), at: scanner.line.place, &tune)
        case .field(let token):
            fields.lastLetter = token.letter
            fields.read(field(token), &tune)
            if token.letter == UInt8(ascii: "K"), !isFileHeader { fields.startBody(&tune) }
        case .text(let range) where fields.lastLetter == UInt8(ascii: "H"):
            let history = Field(letter: fields.lastLetter, value: scanner.text(of: range), place: scanner.line.place)
            fields.read(history, &tune)
        case .text:
            if !isFileHeader {
                tune.report(
                    .warning, "this line of the header is not a field; ignored", at: scanner.line.place, kind: .field)
            }
        case .directive(let range): fields.apply(Instruction(scanner.string(range)), &tune)
        case .comment, .music: break
        }
    }

    private mutating func readBodyLine() {
        switch scanner.bodyLine() {
        case .field(let token) where token.letter == UInt8(ascii: "+"):
            let isLyrics = fields.lastLetter == UInt8(ascii: "w")
            let place = isLyrics ? scanner.place(token.offset) : scanner.line.place
            fields.extend(scanner.text(of: token.value), at: place, &tune)
        case .field(let token):
            fields.lastLetter = token.letter
            fields.read(field(token), &tune)
        case .directive(let range): fields.apply(Instruction(scanner.string(range)), &tune)
        case .music:
            fields.lastLetter = 0
            readMusic()
        case .comment, .text: break
        }
    }

    private mutating func readMusic() {
        music.startLine(&scanner, &tune)
        while let item = scanner.next() {
            music.read(item, &scanner, &fields, &tune)
            if readsHeaderOnly, isStartRead { return }
            tune.voices.current.music.endPlace = scanner.place(scanner.cursor.offset - 1)
        }
    }

    /// Reads a line of the body if it is a text field.
    private mutating func readTextField() {
        switch scanner.bodyLine() {
        case .field(let token) where token.letter == UInt8(ascii: "+"):
            if !"ws".utf8.contains(fields.lastLetter) {
                fields.extend(scanner.text(of: token.value), at: scanner.line.place, &tune)
            }
        case .field(let token):
            fields.lastLetter = token.letter
            fields.readText(field(token), &tune)
        case .music: fields.lastLetter = 0
        case .directive, .comment, .text: break
        }
    }

    private func field(_ token: FieldToken) -> Field {
        // Lyrics keep their backslashes: `\-` is a printed hyphen.
        let isLyrics = token.letter == UInt8(ascii: "w")
        let value = isLyrics ? scanner.string(token.value) : scanner.text(of: token.value)
        return Field(letter: token.letter, value: value, place: scanner.place(token.offset))
    }
}

import MuseMusic
import MuseProtocols

/// Reads the lines of one tune, from `X:` to its last line of music.
struct TuneReader {
    let text: ABCText
    let bytes: [UInt8]
    var reports: Reports
    var chordSymbols: ChordSymbolCache

    var score = Score()
    /// What the fields above the music say; new voices start with it.
    var defaults = VoiceDefaults()
    var voices: [Voice] = []
    var voiceNumbers: [String: Int] = [:]
    var current = 0
    var isInBody = false
    /// The field that a `+:` line, or a line of history without a letter, goes on from.
    var lastField: UInt8 = 0
    var symbols = Decorations.standardSymbols
    var tempo: (text: String, line: Line)?
    var mark: SourceMark?

    // Where the scanner is: the byte, and the end of its line.
    var i = 0
    var end = 0
    var line = Line(start: 0, end: 0, number: 1)
    /// The tune's lines and which of them is being read; a chord may go on in the next.
    var lines: [Line] = []
    var lineIndex = 0

    var isMissingBarlineReported = false
    var pending = PendingMarks()
    /// The heads of the chord that is being read; kept to reuse its memory.
    var heads: [Head] = []
    /// Decorations of single notes of that chord, by their place in it.
    var chordDecorations: [(head: Int, names: [String])] = []
    var labels: [Timed<String>] = []
    var tempos: [Timed<Tempo>] = []
    var symbolsPlaced: [Timed<ChordSymbol>] = []

    init(_ text: ABCText, chordSymbols: ChordSymbolCache) {
        self.text = text
        bytes = text.bytes
        self.chordSymbols = chordSymbols
        reports = Reports(text, limit: 40)
    }

    /// - Parameter header: the file's own header, which holds for all its tunes.
    mutating func read(header: [Line], tune: [Line]) {
        for line in header { readHeaderLine(line, isFileHeader: true) }
        lastField = 0
        if let first = tune.first { mark = reports.mark(at: first.start, line: first) }
        lines = tune
        let hasKey = tune.contains { isField($0, UInt8(ascii: "K")) }
        while lineIndex < lines.count {
            let line = lines[lineIndex]
            // Without K: the header ends where fields do.
            if !isInBody, !hasKey, isMusicAfterHeader(line) { startBodyWithoutKey() }
            if isInBody { readBodyLine(line) } else { readHeaderLine(line, isFileHeader: false) }
            lineIndex += 1
        }
        if !isInBody, let first = lines.first {
            // Mostly a file that was cut off.
            report(.error, "the tune ends in its header: it has neither K: nor music", at: first.start, line: first)
            startBody()
        }
    }

    private func isField(_ line: Line, _ letter: UInt8) -> Bool {
        line.end - line.start >= 2 && bytes[line.start] == letter && bytes[line.start + 1] == UInt8(ascii: ":")
    }

    private func isMusicAfterHeader(_ line: Line) -> Bool {
        let first = bytes[line.start]
        if first == UInt8(ascii: "%") || lastField == UInt8(ascii: "H") { return false }
        return line.end - line.start < 2 || bytes[line.start + 1] != UInt8(ascii: ":")
            || !(first.isLetter || first == UInt8(ascii: "+"))
    }

    private mutating func startBodyWithoutKey() {
        guard let first = lines.first else { return }
        report(.warning, "the tune has no K:; read as C major", at: first.start, line: first)
        startBody()
    }

    /// The byte `distance` after the scanner's place in the line; 0 beyond its end.
    func peek(_ distance: Int = 0) -> UInt8 {
        let k = i + distance
        return k < end ? bytes[k] : 0
    }

    mutating func report(_ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at offset: Int) {
        reports.add(severity, message(), at: offset, line: line)
    }

    mutating func report(
        _ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at offset: Int, line: Line
    ) {
        reports.add(severity, message(), at: offset, line: line)
    }

    /// A byte as messages show it.
    func shown(_ offset: Int) -> String {
        var last = offset + 1
        while last < end, bytes[last] & 0xC0 == 0x80 { last += 1 }
        return "'\(text.string(offset..<last))'"
    }
}

/// What a voice starts with.
struct VoiceDefaults {
    var meter: Meter?
    /// L: in parts of a whole note; nil until it is written.
    var unit: ExactTicks?
    var key = Key.cMajor
    var octaveShift = 0
    var reach = BarAccidentals.Reach.allOctaves
    var program = 0
    var isDrums = false

    /// L: as written, or what the meter makes of it: 1/16 below three quarters, else 1/8.
    ///
    /// Source: ABC 2.1, section 3.1.7.
    var unitTicks: ExactTicks {
        let whole = 4 * Score.notationTicksPerQuarter
        if let unit { return unit }
        guard let meter, !meter.isFree, 4 * meter.beats < 3 * meter.unit else { return ExactTicks(whole / 8) }
        return ExactTicks(whole / 16)
    }
}

/// What has been read and waits for the note that it belongs to.
struct PendingMarks {
    var graces = Graces()
    var decorations: [String] = []
    var annotations: [String] = []
    var chordSymbols: [ChordSymbol] = []
    /// Where each open slur began in the text.
    var slurs: [Int] = []
    var isEmpty = true

    mutating func take() -> Marks {
        var marks = Marks()
        if !graces.isEmpty { marks.graces = graces }
        if !decorations.isEmpty { marks.decorations = decorations }
        if !annotations.isEmpty { marks.annotations = annotations }
        if !slurs.isEmpty { marks.slurStarts = slurs.count }
        return marks
    }
}

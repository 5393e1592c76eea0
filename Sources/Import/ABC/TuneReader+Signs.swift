import MuseProtocols

/// Quoted texts, decorations and overlays.
extension TuneReader {
    /// Where the quote that begins before `start` ends in this line.
    func closingQuote(from start: Int) -> Int? {
        var k = start
        while k < end {
            if bytes[k] == UInt8(ascii: "\""), bytes[k - 1] != UInt8(ascii: "\\") { return k }
            k += 1
        }
        return nil
    }

    /// `"Gm7"`, a chord symbol, or any other text.
    mutating func readQuoted() {
        let start = i
        guard let close = closingQuote(from: i + 1) else {
            report(.error, "a text in quotes that does not end in its line: the quote is skipped", at: start)
            i += 1
            return
        }
        i = close + 1
        let quoted = text.string(start + 1..<close)
        if let symbol = chordSymbols.symbol(quoted) {
            pending.chordSymbols.append(symbol)
        } else if !quoted.isEmpty {
            pending.annotations.append(TextEscapes.resolve(quoted))
        } else {
            return
        }
        pending.isEmpty = false
    }

    /// `!trill!`, `+trill+`; a lone `!` is the line break of old files, `+CEG+` their chord.
    mutating func readDecoration(_ sign: UInt8) {
        let start = i
        var close = i + 1
        while close < end, close - start <= 32, bytes[close] != sign, bytes[close] != UInt8(ascii: "|"),
            !bytes[close].isSpace
        {
            close += 1
        }
        guard close < end, bytes[close] == sign, close > start + 1 else {
            i += 1
            if sign == UInt8(ascii: "+") { report(.warning, "'+' means nothing here: skipped", at: start) }
            return
        }
        let name = text.string(start + 1..<close)
        if Decorations.isKnown(name) {
            pending.decorations.append(Decorations.standardName(name))
            pending.isEmpty = false
            i = close + 1
        } else if sign == UInt8(ascii: "+"), isMusic(start + 1..<close) {
            readOldChord(to: close)
        } else if sign == UInt8(ascii: "!"), isMusic(start + 1..<close) {
            i += 1
        } else {
            pending.decorations.append(name)
            pending.isEmpty = false
            i = close + 1
            report(.warning, "no decoration of the standard is called '\(name)'; kept as it is", at: start)
        }
    }

    /// Nothing but notes, lengths and what stands between them.
    private func isMusic(_ range: Range<Int>) -> Bool {
        range.allSatisfy {
            let byte = bytes[$0]
            return byte.isDigit || (UInt8(ascii: "A")...UInt8(ascii: "G")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "g")).contains(byte) || "zx^_=/,'-()<>\"[]{}".utf8.contains(byte)
        }
    }

    private mutating func readOldChord(to close: Int) {
        let start = i
        let lineEnd = end
        i += 1
        end = close
        heads.removeAll(keepingCapacity: true)
        chordDecorations.removeAll(keepingCapacity: true)
        while i < end {
            let byte = bytes[i]
            let isNote = byte.isLetter && byte != UInt8(ascii: "z") && byte != UInt8(ascii: "x")
            guard isNote || "^_=".utf8.contains(byte), var head = readHead() else {
                i += 1
                continue
            }
            let length = readLength()
            guard !length.isUnreadable, length.numerator <= 1_000_000 else { continue }
            head.numerator = length.numerator
            head.denominator = length.denominator
            if heads.count < 128 { heads.append(head) }
        }
        end = lineEnd
        i = close + 1
        report(.warning, "an old chord '+CEG+'; read as [CEG]", at: start)
        finishChord(at: start)
    }

    /// `.` is staccato, or makes the slur, tie or bar line after it a dotted one.
    mutating func readDot() {
        switch peek(1) {
        case UInt8(ascii: "|"): readBarline()
        case UInt8(ascii: "("), UInt8(ascii: "-"): i += 1
        default:
            i += 1
            pending.decorations.append("staccato")
            pending.isEmpty = false
        }
    }

    // MARK: - Overlays

    /// `&`: what follows starts again at the beginning of the bar, as a further voice.
    mutating func readOverlay() {
        let start = i
        i += 1
        if peek() == UInt8(ascii: ")") {
            i += 1
            return
        }
        let main = voices[current].main ?? current
        let layer = current == main ? 0 : (voices[main].overlays.firstIndex(of: current) ?? 0) + 1
        if layer < voices[main].overlays.count {
            current = voices[main].overlays[layer]
        } else {
            guard let number = nextNumber(in: voices[main].part) else {
                report(.error, "more than 255 voices in one part; this overlay goes on in the voice before", at: start)
                return
            }
            var overlay = voices[main]
            overlay.main = main
            overlay.number = number
            overlay.overlays = []
            overlay.clear()
            voices.append(overlay)
            voices[main].overlays.append(voices.count - 1)
            current = voices.count - 1
        }
        let from = voices[main]
        voices[current].follow(from)
    }

    /// At a bar line the main voice goes on, at the end of its longest overlay.
    mutating func endOverlay() {
        guard let main = voices[current].main else { return }
        closeTuplet()
        current = main
        for overlay in voices[main].overlays where voices[overlay].position.rounded > voices[main].position.rounded {
            if voices[overlay].barStart.rounded == voices[main].barStart.rounded {
                voices[main].position = voices[overlay].position
            }
        }
    }
}

extension Voice {
    /// Without music of its own.
    mutating func clear() {
        notes = []
        rests = []
        barlines = []
        meters = []
        keys = []
        ties = []
        slurs = []
        last = nil
        tuplet = nil
        broken = nil
        verse = 0
        lyricsStart = 0
    }

    /// Starts at the bar of `main`, under what holds there.
    mutating func follow(_ main: Voice) {
        position = main.barStart
        barStart = main.barStart
        unit = main.unit
        meter = main.meter
        alterations = main.alterations
        octaveShift = main.octaveShift
        accidentals.removeAll()
        last = nil
    }
}

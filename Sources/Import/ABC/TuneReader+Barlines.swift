import MuseMusic
import MuseProtocols

extension TuneReader {
    /// A bar line in any spelling: `|`, `||`, `|]`, `[|`, `|:`, `:|`, `::`, `:||:`, `.|`, `[|]`, with the number of an
    /// ending right after it.
    mutating func readBarline() {
        let start = i
        var barline = Barline(onset: 0)
        if peek() == UInt8(ascii: ".") {
            barline.style = .dotted
            i += 1
        }
        let before = skipColons()
        var isInitial = false
        if peek() == UInt8(ascii: "["), peek(1) == UInt8(ascii: "|") || peek(1) == UInt8(ascii: "]") {
            isInitial = true
            i += 1
        }
        var bars = 0
        while peek() == UInt8(ascii: "|") {
            bars += 1
            i += 1
        }
        var isFinal = false
        if bars > 0 || isInitial, peek() == UInt8(ascii: "]") {
            isFinal = true
            i += 1
        }
        let after = bars > 0 ? skipColons() : 0
        var isMirrored = false
        if after > 0, before == 0, peek() == UInt8(ascii: "|"), peek(1) != UInt8(ascii: "|") {
            // `|:|` is how some write `:|:`.
            isMirrored = true
            i += 1
            report(.warning, "'|:|' read as ':|:'", at: start)
        }

        guard bars > 0 || isInitial || before > 1 else {
            report(.warning, "':' without a bar line: skipped", at: start)
            return
        }
        switch (isInitial, isFinal) {
        case (true, true): barline.style = .invisible
        case (true, false): barline.style = .initial
        case (false, true): barline.style = .final
        case (false, false): if bars > 1 { barline.style = .double }
        }
        barline.endsRepeat = before > 0 || isMirrored
        barline.startsRepeat = after > 0 || (bars == 0 && before > 1)
        if before > (bars == 0 ? 2 : 1) || after > 1 {
            report(.warning, "how often a repeat is played is not kept: read as a plain repeat", at: start)
        }
        if peek().isDigit { barline.endings = readEndingNumbers() }
        endBar(barline, at: start)
    }

    private mutating func skipColons() -> Int {
        let start = i
        while peek() == UInt8(ascii: ":") { i += 1 }
        return i - start
    }

    /// `1`, `1,3`, `1-3`, `1.`; empty, with a message, where a number is beyond 99.
    mutating func readEndingNumbers() -> [Int] {
        let start = i
        var numbers: [Int] = []
        var isSane = true
        while let number = readNumber() {
            var last = number
            if peek() == UInt8(ascii: "-"), peek(1).isDigit {
                i += 1
                last = readNumber() ?? number
            }
            if (1...99).contains(number), (number...99).contains(last) {
                for n in number...last where !numbers.contains(n) { numbers.append(n) }
            } else {
                isSane = false
            }
            let separator = peek()
            guard separator == UInt8(ascii: ",") || separator == UInt8(ascii: ".") else { break }
            if peek(1).isDigit {
                i += 1
            } else {
                if peek(1).isSpace || peek(1) == 0 { i += 1 }
                break
            }
        }
        if !isSane { report(.warning, "the number of an ending is not from 1 to 99; left out", at: start) }
        return numbers
    }

    /// A numbered ending: at the bar line that stands here, or where none does, by itself.
    mutating func startEnding(_ endings: [Int], at offset: Int) {
        guard !endings.isEmpty else { return }
        endOverlay()
        voices[current].markSectionEnd()
        voices[current].last?.isSettled = true
        let barline = Barline(onset: voices[current].position.rounded, style: .none, endings: endings)
        voices[current].add(barline, at: offset, line: line)
    }

    /// `["text"`: an ending with a name; its numbers, where it begins with some, are kept.
    mutating func readTextEnding(to close: Int) {
        let start = i
        i += 2
        let lineEnd = end
        end = close
        let endings = peek().isDigit ? readEndingNumbers() : []
        end = lineEnd
        i = close + 1
        if endings.isEmpty {
            report(.warning, "an ending without a number; its text is kept as an annotation", at: start)
            pending.annotations.append(text.string(start + 2..<close))
            pending.isEmpty = false
        }
        startEnding(endings, at: start)
    }

    /// Collections leave out the bar line at the end of a line of text: where the bar is full there, one stands.
    mutating func addMissingBarline(at offset: Int) {
        voices[current].isBarlineMissing = false
        if !isMissingBarlineReported {
            report(
                .warning, "no bar line at the end of the line before, where a bar is full; one is put in", at: offset)
            isMissingBarlineReported = true
        }
        // Accidentals hold on, as the text without the line says.
        voices[current].barStart = voices[current].position
        voices[current].last?.isSettled = true
        let barline = Barline(onset: voices[current].position.rounded)
        voices[current].add(barline, at: offset, line: line)
    }

    mutating func endBar(_ barline: Barline, at offset: Int) {
        if let broken = voices[current].broken {
            report(.warning, "a broken rhythm across a bar line", at: broken.offset, line: broken.line)
        }
        endOverlay()
        var barline = barline
        barline.onset = voices[current].position.rounded
        voices[current].closeBar(isSection: barline.isSectionBoundary || !barline.endings.isEmpty)
        // A plain line before all music says nothing.
        let isPlain = barline.style == .single && !barline.isSectionBoundary && barline.endings.isEmpty
        if barline.onset == 0, isPlain { return }
        voices[current].add(barline, at: offset, line: line)
    }
}

extension Voice {
    mutating func closeBar(isSection: Bool) {
        accidentals.removeAll()
        barStart = position
        isBarlineMissing = false
        last?.isSettled = true
        if isSection { markSectionEnd() }
    }

    mutating func markSectionEnd() { for k in ties.indices { ties[k].isAtSectionEnd = true } }

    /// Adds a bar line, or joins it to the one that stands at its place.
    mutating func add(_ barline: Barline, at offset: Int, line: Line) {
        guard let k = barlines.indices.last, barlines[k].barline.onset == barline.onset else {
            barlines.append(PlacedBarline(barline: barline, offset: offset, line: line))
            return
        }
        if barline.style.strength > barlines[k].barline.style.strength { barlines[k].barline.style = barline.style }
        if barline.endsRepeat { barlines[k].barline.endsRepeat = true }
        if barline.startsRepeat { barlines[k].barline.startsRepeat = true }
        if !barline.endings.isEmpty { barlines[k].barline.endings = barline.endings }
    }
}

extension Barline.Style {
    /// Which of two styles at one place is kept.
    fileprivate var strength: Int {
        switch self {
        case .none: 0
        case .invisible: 1
        case .dotted: 2
        case .single: 3
        case .double: 4
        case .initial: 5
        case .final: 6
        }
    }
}

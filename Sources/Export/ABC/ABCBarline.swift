import MuseMusic

/// A bar line as written, with repeat signs on its left and right.
struct ABCBarline {
    var line: Barline

    /// Returns the bar lines in order, with those at the same time merged.
    static func merged(_ lines: [Barline]) -> [ABCBarline] {
        var result: [ABCBarline] = []
        result.reserveCapacity(lines.count)
        for line in lines {
            if let last = result.last?.line, last.onset == line.onset {
                result[result.count - 1].line.merge(line)
            } else {
                result.append(ABCBarline(line: line))
            }
        }
        for i in result.indices where result[i].line.startsRepeat {
            let end = result[(i + 1)...].first { $0.line.endsRepeat || $0.line.startsRepeat }?.line
            if let end, end.endsRepeat { result[i].nextPlayCount = end.playCount }
        }
        return result
    }

    /// How often the section that starts here is played.
    var nextPlayCount = 2

    /// Whether only an ending starts here and the bar continues.
    var isLoneEnding: Bool { line.style == .none && !line.endsRepeat && !line.startsRepeat }

    /// Whether all readers end the bar here and cancel its accidentals.
    var alwaysEndsBar: Bool { line.endsRepeat || line.startsRepeat || ![.dotted, .invisible].contains(line.style) }

    /// Whether the line of text ends here: at the end of a section, unless another ending follows.
    var endsLine: Bool { line.isSectionBoundary && line.endings.isEmpty }
}

extension Barline {
    fileprivate mutating func merge(_ other: Barline) {
        endsRepeat = endsRepeat || other.endsRepeat
        startsRepeat = startsRepeat || other.startsRepeat
        if other.endsRepeat { playCount = max(playCount, other.playCount) }
        add(decorations: other.decorations)
        if endings.isEmpty { endings = other.endings }
        if style == .none || style == .single { style = other.style == .none ? style : other.style }
    }
}

extension ABCText {
    /// Appends a bar line with its ending: `|`, `:|`, `||`, `|]`, `::`, `|1`.
    ///
    /// - Parameter breaksLine: whether a new line of text follows; `append(opening:)` then writes what belongs at its
    ///   start.
    mutating func append(closing bar: ABCBarline, breaksLine: Bool) {
        let line = bar.line
        for name in line.decorations { append(decoration: name) }
        let starts = line.startsRepeat && !breaksLine
        if line.endsRepeat { appendColons(playCount: line.playCount) }
        if line.endsRepeat, starts, max(line.playCount, bar.nextPlayCount) > 2 {
            append(":|:")
            appendColons(playCount: bar.nextPlayCount)
            return append(endings: line.endings)
        }
        switch (line.endsRepeat, starts, line.style) {
        case (true, true, .double): append(":||:")
        case (true, true, .final): append(":|] |:")
        case (true, true, .initial): append(":| [|:")
        case (true, true, _): append("::")
        case (true, false, .double): append(":||")
        case (true, false, .final): append(":|]")
        case (true, false, .initial): append(":| [|")
        case (true, false, _): append(":|")
        // abc2midi does not read `||:` as a repeat.
        case (false, true, .double): append("|| |:")
        case (false, true, .final): append("|] |:")
        case (false, true, .initial): append("[|:")
        case (false, true, _): append("|:")
        case (false, false, .single), (false, false, .none): append("|")
        case (false, false, .double): append("||")
        case (false, false, .final): append("|]")
        case (false, false, .initial): append("[|")
        case (false, false, .dotted): append(".|")
        // abc2midi rejects the standard's `[|]`; every reader knows this older spelling.
        case (false, false, .invisible): append("[]")
        }
        if starts { appendColons(playCount: bar.nextPlayCount) }
        if !breaksLine { append(endings: line.endings) }
    }

    /// Appends the further colons of a section that is played more than twice.
    private mutating func appendColons(playCount: Int) {
        for _ in 0..<max(0, min(playCount, Barline.maximumPlayCount) - 2) { append(.colon) }
    }

    /// Appends the part of a bar line that belongs at the start of a new line: `|:`.
    mutating func append(opening bar: ABCBarline) {
        let line = bar.line
        if line.startsRepeat {
            append("|:")
            appendColons(playCount: bar.nextPlayCount)
        }
        append(endings: line.endings)
        if line.startsRepeat || !line.endings.isEmpty { append(.space) }
    }

    /// Appends the numbers of an ending: `1`, `1,3` directly after a single bar line or `:|`, `[1` elsewhere.
    mutating func append(endings: [Int]) {
        guard !endings.isEmpty else { return }
        if bytes.last != .bar || bytes.dropLast().last == .bar {
            appendSpace()
            append(.opening)
        }
        for (i, ending) in endings.enumerated() {
            if i > 0 { append(UInt8(ascii: ",")) }
            append(number: max(0, ending))
        }
    }
}

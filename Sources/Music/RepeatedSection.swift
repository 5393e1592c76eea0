/// A section that is repeated as a whole: a body, its numbered endings, and the music after them up to the `:|`.
struct RepeatedSection {
    struct Ending {
        let passes: [Int]
        let start: Int
        var end: Int
    }

    let start: Int
    /// The start of the endings, or the end of the section.
    var bodyEnd: Int
    var endings: [Ending] = []
    /// The end of the music that follows the endings in each pass; nil if there is none.
    var tailEnd: Int?
    /// All passes listed by the endings.
    private var passes: Set<Int> = []
    /// Whether a `|:` is at its start.
    private var isOpened = false
    /// How often a `:|` lets it be played; 1 without a `:|`.
    var playCount = 1

    private init(start: Int) {
        self.start = start
        bodyEnd = start
    }

    private var isRepeated: Bool { playCount > 1 }

    /// Returns the ranges in playing order.
    func playedRanges() -> [Range<Int>] {
        let body = start..<max(start, bodyEnd)
        guard let last = endings.last else { return Array(repeating: body, count: playCount) }
        let tail = tailEnd.map { [last.end..<$0] } ?? []
        guard isRepeated || endings.count > 1 else { return [body, last.start..<last.end] + tail }
        var result: [Range<Int>] = []
        // In order of pass; a pass listed by two endings belongs to the first.
        var passes: [(pass: Int, ending: Int)] = []
        for (i, ending) in endings.enumerated() {
            for pass in ending.passes { passes.append((pass, i)) }
        }
        passes.sort { ($0.pass, $0.ending) < ($1.pass, $1.ending) }
        var lastPass: Int?
        for (pass, i) in passes where pass != lastPass {
            result.append(body)
            result.append(endings[i].start..<endings[i].end)
            result += tail
            lastPass = pass
        }
        if endings.count == 1, isRepeated { result += [body] + tail }
        return result
    }

    /// Returns the ranges of the last pass.
    func lastPass() -> [Range<Int>] {
        let ranges = playedRanges()
        return ranges.lastIndex(of: start..<max(start, bodyEnd)).map { Array(ranges[$0...]) } ?? ranges
    }

    /// Returns the sections between two ticks, in order and without gaps.
    static func sections(from start: Int, to end: Int, _ barlines: [Barline]) -> [RepeatedSection] {
        var result: [RepeatedSection] = []
        var section = RepeatedSection(start: start)
        func close(at onset: Int) {
            if section.tailEnd != nil {
                section.tailEnd = onset
            } else if section.endings.isEmpty {
                section.bodyEnd = onset
            } else {
                section.endings[section.endings.count - 1].end = onset
            }
            result.append(section)
            section = RepeatedSection(start: onset)
        }
        var i = barlines.firstIndex(from: start)
        while i < barlines.count, barlines[i].onset <= end {
            let onset = barlines[i].onset
            // Most bar lines divide bars only.
            if barlines[i].style == .single, !barlines[i].endsRepeat, !barlines[i].startsRepeat,
                barlines[i].endings.isEmpty
            {
                i += 1
                continue
            }
            var signs = Signs(barlines, &i)
            // At the edges, signs that belong to the neighbouring sections do not count.
            if onset == start { signs.ends = false }
            if onset == end { (signs.starts, signs.passes) = (false, []) }
            if signs.ends {
                section.playCount = signs.playCount
                let isContinued = section.endings.isEmpty || section.continues(with: signs.passes)
                if signs.passes.isEmpty || !isContinued { close(at: onset) }
            }
            if signs.starts {
                if onset > section.start || !section.endings.isEmpty { close(at: onset) }
                section.isOpened = true
            }
            if !signs.passes.isEmpty {
                if section.endings.isEmpty {
                    section.bodyEnd = onset
                } else if section.continues(with: signs.passes) {
                    section.endings[section.endings.count - 1].end = onset
                } else {
                    close(at: onset)
                }
                section.endings.append(Ending(passes: signs.passes, start: onset, end: onset))
                section.passes.formUnion(signs.passes)
            } else if !signs.ends, !signs.starts, !section.endings.isEmpty, signs.isBoundary, section.tailEnd == nil {
                if section.isOpened, !section.isRepeated, Signs.nextIsPlainRepeat(barlines[i...], before: end) {
                    section.endings[section.endings.count - 1].end = onset
                    section.tailEnd = onset
                } else {
                    close(at: onset)
                }
            }
        }
        if end > section.start { close(at: end) }
        return result
    }

    /// Whether an ending with these passes belongs to this section: the section has endings, but none for these passes.
    private func continues(with passes: [Int]) -> Bool {
        !endings.isEmpty && tailEnd == nil && self.passes.isDisjoint(with: passes)
    }
}

/// The signs of all bar lines at one time, which form one bar line.
private struct Signs {
    var ends = false
    var starts = false
    var isBoundary = false
    var passes: [Int] = []
    var playCount = 2

    /// - Parameter i: the index of the first bar line; moves past the last one at its time.
    init(_ barlines: [Barline], _ i: inout Int) {
        let onset = barlines[i].onset
        while i < barlines.count, barlines[i].onset == onset {
            ends = ends || barlines[i].endsRepeat
            starts = starts || barlines[i].startsRepeat
            isBoundary = isBoundary || barlines[i].isSectionBoundary
            passes += barlines[i].endings
            if barlines[i].endsRepeat { playCount = max(playCount, barlines[i].playCount) }
            i += 1
        }
        playCount = min(Barline.maximumPlayCount, playCount)
    }

    /// Whether the first repeat sign or ending of these bar lines is a `:|` without an ending.
    static func nextIsPlainRepeat(_ barlines: ArraySlice<Barline>, before end: Int) -> Bool {
        let next = barlines.firstIndex { $0.endsRepeat || $0.startsRepeat || !$0.endings.isEmpty }
        guard let next, barlines[next].onset <= end, barlines[next].endsRepeat else { return false }
        return barlines[next...].prefix { $0.onset == barlines[next].onset }.allSatisfy(\.endings.isEmpty)
    }
}

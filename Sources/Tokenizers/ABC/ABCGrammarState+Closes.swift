import MuseProtocols

/// Bars that close on demanded degrees. Such a bar ends with a single note of at least unit length.
extension ABCGrammarState {
    /// The degrees on which the current bar closes; nil for any. Given music closes as it does.
    var closingDegrees: Set<Int>? {
        if isGiven || grammar.plan.closes.isEmpty { return nil }
        return grammar.closes.degrees(
            ofBar: barNumber, isFinal: cadence != .none && section.ending != 1 && mayEndWithSection)
    }

    var mustClose: Bool { closingDegrees != nil }

    /// The minimum length in ticks of the bar's last note: one unit, or the bar's length if shorter, where a section
    /// or a demanded bar closes; otherwise 0. A demanded rhythm, or a note that has to start late, may be shorter.
    func close(before end: Int) -> Int {
        let degrees = closingDegrees
        if cadence == .none, degrees == nil { return 0 }
        guard let demand, let barNotes else { return min(unit, end) }
        if demand.rhythms != nil { return 0 }
        if let degrees, let start = barNotes.closeStart(demand, end: end, degrees: degrees) { return end - start }
        return min(unit, end - (demand.required.last ?? 0))
    }

    /// Whether only a closing note fits before the end of the bar.
    var isAtClose: Bool {
        let end = lastEnd
        if mustClose, tuplet == nil, brokenRemainder == nil, let demand, let rhythms = demand.rhythms {
            return rhythms.indices.allSatisfy { i in
                bar.rhythms & 1 << UInt64(i) == 0 || rhythms[i].last { $0.onset < end }?.onset == elapsed
            }
        }
        return mustClose && tuplet == nil && brokenRemainder == nil && end - elapsed - close(before: end) < unit / 4
    }

    /// Whether the current element may be the last of its bar.
    var isClosing: Bool {
        guard let degrees = closingDegrees else { return true }
        return element.kind == .note && element.written.alteration == ids.alterations.count
            && closingPitches(degrees).contains(element.written.pitch)
    }

    /// Near the token limit, only closing notes remain where a bar closes on demanded degrees: after others, another
    /// note has to follow.
    func keepClosingPitches(_ mask: inout [Bool]) {
        let closing = closingPitches
        guard tuplet == nil, brokenRemainder == nil, closing.contains(where: { mask[Int(ids.pitches[$0])] }) else {
            return
        }
        for (pitch, token) in ids.pitches.enumerated() where !closing.contains(pitch) { mask[Int(token)] = false }
    }

    /// The pitches of a demanded close, as indices into `ids.pitches`.
    var closingPitches: [Int] { closingDegrees.map { closingPitches($0) } ?? [] }

    private func closingPitches(_ degrees: Set<Int>) -> [Int] {
        (1...7).flatMap { degrees.contains($0) ? pitches?.byDegree[$0] ?? [] : [] }
    }
}

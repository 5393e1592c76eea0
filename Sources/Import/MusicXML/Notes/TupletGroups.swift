import MuseMusic

/// Groups the notes of one voice into tuplets.
///
/// A group is what a bracket (`tuplet`) encloses. Without brackets it ends when it fills a multiple of the time of its
/// normal notes, at the end of the measure at the latest. A nested tuplet divides the enclosing group: a score has one
/// level of tuplets, with the product of the ratios.
struct TupletGroups {
    private struct Group {
        let ratio: (actual: Int, normal: Int)
        let hasBracket: Bool
        var elements: [Int] = []
        /// The sounding length so far.
        var ticks = ExactTicks(0)
        /// The shortest printed length so far.
        var unit: ExactTicks

        var isComplete: Bool {
            guard let full = unit.scaled(by: ratio.normal, over: 1)?.rounded, full > 0 else { return true }
            return ticks.rounded % full == 0
        }
    }

    /// The largest number of notes, chords and rests in a group.
    private static let largestCount = 255

    private var group: Group?
    /// The number of open brackets.
    private var depth = 0

    /// Adds the next note, chord or rest of the voice.
    ///
    /// - Returns: whether a bracket opened within another one.
    mutating func add(
        _ index: Int, _ note: NoteContent, ticks: ExactTicks, to elements: inout [PartElement]
    ) -> Bool {
        guard let ratio = note.ratio else {
            close(&elements)
            depth = 0
            return false
        }
        let isSame = group.map { $0.ratio == ratio } ?? false
        if !isSame || note.tupletStarts > 0 { close(&elements) }
        let isNested = depth > 0 && note.tupletStarts > 0
        depth += note.tupletStarts
        let printed = ticks.scaled(by: ratio.actual, over: ratio.normal) ?? ticks
        var open = group ?? Group(ratio: ratio, hasBracket: depth > 0, unit: note.ratioUnit ?? printed)
        open.elements.append(index)
        open.ticks = open.ticks.adding(ticks) ?? ticks
        if note.ratioUnit == nil, printed.rounded < open.unit.rounded { open.unit = printed }
        group = open
        depth = max(0, depth - note.tupletStops)
        let isDone = open.hasBracket ? depth == 0 || note.tupletStops > 0 : open.isComplete
        if isDone || open.elements.count == Self.largestCount { close(&elements) }
        return isNested
    }

    mutating func endMeasure(_ elements: inout [PartElement]) {
        if depth == 0 { close(&elements) }
    }

    /// Ends the group with the notes that it has.
    mutating func close(_ elements: inout [PartElement]) {
        guard let group else { return }
        self.group = nil
        for (i, element) in group.elements.enumerated() {
            elements[element].tuplet = Tuplet(
                actual: group.ratio.actual, normal: group.ratio.normal, index: i, count: group.elements.count)
        }
    }
}

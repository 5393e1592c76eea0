import MuseMusic

/// Checks the repeat signs and numbered endings of a piece.
///
/// `:|` needs no `|:`: it repeats from the last double bar line, end of a repeat, or the start (ABC 2.1, section 4.8).
struct RepeatChecks {
    /// The problems, each with the index of its bar line.
    private(set) var problems: [(kind: MusicProblem.Kind, barline: Int)] = []
    /// The bar line that starts the repeated section that is open.
    private var open: Int?
    /// The numbers of the endings of the section that is open.
    private var endings: [Int] = []
    /// Whether a repeat has ended since the last ending started.
    private var hasRepeated = false

    init(_ barlines: [Barline]) {
        for (i, barline) in barlines.enumerated() { read(barline, i) }
        if let open { problems.append((.repeatWithoutEnd, open)) }
    }

    private mutating func read(_ barline: Barline, _ i: Int) {
        if barline.endsRepeat {
            open = nil
            hasRepeated = true
        }
        if !barline.endings.isEmpty {
            if let kind = problem(barline.endings) { problems.append((kind, i)) }
            endings += barline.endings
            hasRepeated = false
        }
        if barline.startsRepeat {
            if let open { problems.append((.repeatWithoutEnd, open)) }
            open = i
            endings = barline.endings
        }
    }

    private mutating func problem(_ numbers: [Int]) -> MusicProblem.Kind? {
        let first = numbers.min() ?? 1
        if first == 1, !endings.contains(1) || endings.contains(2) || hasRepeated { endings = [] }
        guard !endings.isEmpty else { return first == 1 ? nil : .endingWithoutFirst(first) }
        if let twice = numbers.first(where: { endings.contains($0) }) { return .endingTwice(twice) }
        if let missing = (1..<first).first(where: { !endings.contains($0) }) {
            return .endingMissing(missing, before: first)
        }
        return hasRepeated ? nil : .endingWithoutRepeat(next: first)
    }
}

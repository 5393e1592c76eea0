/// The navigation marks of a score: where playing jumps, and where it goes or ends after a jump.
///
/// `D.C.` jumps to the start and `D.S.` to the segno before it, each once, after all repeats of the section in which it
/// stands. After a jump, repeats are not taken: of numbered endings, the last is played. After `al coda`, playing goes
/// on from `dacoda` (To Coda) at the coda; after `al fine`, it ends at the fine. A jump without these words goes to the
/// coda if the score has one, otherwise to the fine, otherwise to the end.
///
/// A mark at a bar line counts there. For one at a note, jumps and ends count at the end of its bar, and segno and coda
/// at the start. Without a `dacoda`, the first of two coda signs stands for it; at the first note of a bar, it counts
/// before that note, because the sign belongs to the bar line.
///
/// Source: ABC 2.1, section 4.14; MusicXML 4.0, element `sound`.
struct Navigation {
    struct Jump: Equatable {
        let onset: Int
        let target: Int
        fileprivate let goal: Goal
    }

    static let names: Set<String> = Set(jumpNames.keys).union(["segno", "coda", "dacoda", "fine"])

    fileprivate enum Goal: String { case end, fine, coda }

    /// The goal is nil if the name does not tell.
    private static let jumpNames: [String: (toSegno: Bool, goal: Goal?)] = [
        "D.C.": (false, nil), "dacapo": (false, nil), "D.C.alfine": (false, .fine), "D.C.alcoda": (false, .coda),
        "D.S.": (true, nil), "D.S.alfine": (true, .fine), "D.S.alcoda": (true, .coda),
    ]
    /// More jumps are not followed, a limit against hostile files.
    private static let mostJumps = 32

    private(set) var jumps: [Jump] = []
    private var fines: [Int] = []
    private var exits: [Int] = []
    private var codas: [Int] = []
    /// The goal of jumps whose names do not tell.
    private var usualGoal = Goal.end

    init(_ score: borrowing Score) {
        let marks = NavigationMarks(score)
        guard marks.all.contains(where: { Self.jumpNames[$0.name] != nil }) else { return }
        fines = marks.ends("fine")
        exits = marks.ends("dacoda")
        codas = marks.starts("coda")
        if exits.isEmpty, codas.count > 1, let first = marks.all.first(where: { $0.name == "coda" }) {
            exits = [first.isFirstInBar ? first.start : first.end]
            codas.removeFirst()
        }
        usualGoal = !exits.isEmpty && !codas.isEmpty ? .coda : fines.isEmpty ? .end : .fine
        let segnos = marks.starts("segno")
        for mark in marks.all {
            guard jumps.count < Self.mostJumps, let kind = Self.jumpNames[mark.name] else { continue }
            let target = kind.toSegno ? segnos.last { $0 < mark.end } ?? 0 : 0
            jumps.append(Jump(onset: mark.end, target: target, goal: kind.goal ?? usualGoal))
        }
    }

    /// The decoration that says where a jump goes, `D.C.alfine` for `D.C.`; nil if this one says it, or is no jump.
    func explicitName(_ decoration: String) -> String? {
        guard usualGoal != .end, let kind = Self.jumpNames[decoration], kind.goal == nil else { return nil }
        return (kind.toSegno ? "D.S.al" : "D.C.al") + usualGoal.rawValue
    }

    /// Where playing leaves the ranges that it plays.
    enum Exit {
        case end
        case coda(Int)
        case jump(Int)
    }

    /// Returns the first exit from ranges in playing order: the index of the range, the time in it, and what follows.
    ///
    /// - Parameters:
    ///   - taken: the indices of the jumps that have been followed.
    ///   - jump: the jump after which the ranges are played; nil at the start and after a coda.
    func exit(from ranges: [Range<Int>], after jump: Jump?, taken: Set<Int>) -> (index: Int, onset: Int, exit: Exit)? {
        var found: (index: Int, onset: Int, exit: Exit)?
        func consider(_ onset: Int, _ exit: Exit) {
            // The last pass counts.
            guard let i = ranges.lastIndex(where: { $0.lowerBound < onset && onset <= $0.upperBound }) else { return }
            if let other = found, (other.index, other.onset) <= (i, onset) { return }
            found = (i, onset, exit)
        }
        if jump?.goal == .fine { for onset in fines { consider(onset, .end) } }
        if jump?.goal == .coda {
            for onset in exits {
                if let coda = codas.first(where: { $0 >= onset }) { consider(onset, .coda(coda)) }
            }
        }
        for i in jumps.indices where !taken.contains(i) { consider(jumps[i].onset, .jump(i)) }
        return found
    }
}

extension Score {
    /// Returns the score with the goal in the name of each jump, `D.C. al Fine` for `D.C.`: many programs play to the
    /// end after `D.C.` alone.
    package func namingGoalsOfJumps() -> Score {
        let navigation = Navigation(self)
        if navigation.jumps.isEmpty { return self }
        var result = self
        func name(_ decorations: inout [String]) { decorations = decorations.map { navigation.explicitName($0) ?? $0 } }
        for i in barlines.indices { name(&result.barlines[i].decorations) }
        for part in parts.indices {
            for i in parts[part].notes.indices where !parts[part].notes[i].marks.isEmpty {
                name(&result.parts[part].notes[i].marks.decorations)
            }
            for i in parts[part].rests.indices where !parts[part].rests[i].marks.isEmpty {
                name(&result.parts[part].rests[i].marks.decorations)
            }
        }
        return result
    }
}

/// The navigation marks of all bar lines, notes and rests, with the bars in which they stand.
private struct NavigationMarks {
    struct Mark {
        let name: String
        let start: Int
        let end: Int
        let isFirstInBar: Bool
    }

    /// In order of start.
    private(set) var all: [Mark] = []
    private var known: Set<String> = []

    init(_ score: borrowing Score) {
        for i in score.barlines.indices where !score.barlines[i].decorations.isEmpty {
            let onset = score.barlines[i].onset
            add(score.barlines[i].decorations, onset..<onset, at: onset)
        }
        var bars: [Range<Int>] = []
        for (onset, decorations) in score.parts.flatMap(Self.decorations) {
            if bars.isEmpty { bars = score.barRanges() }
            let bar = bars.partitioningIndex { $0.upperBound > onset }
            if bar < bars.count { add(decorations, bars[bar], at: onset) }
        }
        all.sort { $0.start < $1.start }
    }

    /// The decorations of the notes and rests that have navigation marks.
    private static func decorations(of part: Part) -> [(onset: Int, decorations: [String])] {
        var result: [(onset: Int, decorations: [String])] = []
        func add(_ marks: Marks, at onset: Int) {
            let decorations = marks.decorations
            if decorations.contains(where: Navigation.names.contains) { result.append((onset, decorations)) }
        }
        for i in part.notes.indices where !part.notes[i].marks.isEmpty {
            add(part.notes[i].marks, at: part.notes[i].onset)
        }
        for i in part.rests.indices where !part.rests[i].marks.isEmpty {
            add(part.rests[i].marks, at: part.rests[i].onset)
        }
        return result
    }

    private mutating func add(_ decorations: [String], _ bar: Range<Int>, at onset: Int) {
        for name in decorations where Navigation.names.contains(name) {
            // Several voices may have the mark.
            guard known.insert("\(name) \(bar.upperBound)").inserted else { continue }
            all.append(
                Mark(name: name, start: bar.lowerBound, end: bar.upperBound, isFirstInBar: onset == bar.lowerBound))
        }
    }

    func starts(_ name: String) -> [Int] { all.filter { $0.name == name }.map(\.start) }
    func ends(_ name: String) -> [Int] { all.filter { $0.name == name }.map(\.end) }
}

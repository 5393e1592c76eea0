import MuseMusic

/// An index of a corpus that finds the passages a tune shares with each of its tunes, in any key.
///
/// A run is a sequence of equal steps (interval and duration) of both tunes, at least `shortest` long: more than three
/// consecutive trigrams. Runs that follow each other in both tunes with gaps of fewer than `gap` steps are one passage.
///
/// Source: the matcher of github.com/boblsturm/folkplagiarism, which finds more than three consecutive trigrams in two
/// texts and joins matches that are fewer than eight tokens apart. It compares tokens of ABC that has been transposed
/// to C; here, steps make the comparison independent of key. Approximate matches at the edges are not added.
struct SharedPassages: Sendable {
    private static let shortest = 6
    private static let gap = 8

    /// What a tune shares with one tune of the corpus.
    struct Match: Equatable, Sendable {
        /// The index of the tune in the corpus.
        let tune: Int
        /// The number of the tune's notes that belong to shared passages of at least `counted` notes.
        let sharedNotes: Int
        /// The length of the longest passage in notes, and the indices of its first note in both melodies.
        let longest: Int
        let start: Int
        let otherStart: Int
    }

    /// A run or passage: steps `start..<end` of the tune, and `from..<to` of the corpus tune.
    private struct Passage {
        var start, end, from, to: Int
    }

    private struct Place {
        let tune: Int32
        let step: Int32
    }

    private let tunes: [[MelodyStep]]
    private let places: [[MelodyStep]: [Place]]

    init(_ corpus: [Score]) {
        tunes = corpus.map(\.melodySteps)
        var places: [[MelodyStep]: [Place]] = [:]
        for (t, steps) in tunes.enumerated() {
            for s in Self.starts(in: steps) {
                places[Array(steps[s..<s + Self.shortest]), default: []].append(Place(tune: Int32(t), step: Int32(s)))
            }
        }
        self.places = places
    }

    /// Returns what the tune shares with each corpus tune that shares a run, in the order of the corpus.
    ///
    /// - Parameters:
    ///   - counted: the shortest passage whose notes count, in notes.
    ///   - excluded: the index of a tune of the corpus to ignore, such as the tune itself.
    func matches(with score: Score, counting counted: Int, otherThan excluded: Int?) -> [Match] {
        let steps = score.melodySteps
        return runs(in: steps, otherThan: excluded).map { tune, runs in
            Self.match(tune, Self.joined(runs), counting: counted, noteCount: steps.count + 1)
        }
    }

    /// The maximal runs by corpus tune, in order of the corpus and of the tune's steps.
    private func runs(in steps: [MelodyStep], otherThan excluded: Int?) -> [(tune: Int, runs: [Passage])] {
        var byTune: [Int: [Passage]] = [:]
        for start in Self.starts(in: steps) {
            for place in places[Array(steps[start..<start + Self.shortest])] ?? [] where Int(place.tune) != excluded {
                let other = tunes[Int(place.tune)]
                let from = Int(place.step)
                // A run is followed only from its start.
                if start > 0, from > 0, steps[start - 1] == other[from - 1] { continue }
                let length = zip(steps[start...], other[from...]).prefix { $0 == $1 }.count
                byTune[Int(place.tune), default: []].append(
                    Passage(start: start, end: start + length, from: from, to: from + length))
            }
        }
        return byTune.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Joins runs that follow each other in both tunes.
    private static func joined(_ runs: [Passage]) -> [Passage] {
        var passages: [Passage] = []
        for run in runs {
            let last = passages.lastIndex {
                (0..<gap).contains(run.start - $0.end) && (0..<gap).contains(run.from - $0.to)
            }
            if let last {
                passages[last].end = run.end
                passages[last].to = run.to
            } else {
                passages.append(run)
            }
        }
        return passages
    }

    private static func match(_ tune: Int, _ passages: [Passage], counting counted: Int, noteCount: Int) -> Match {
        var isShared = [Bool](repeating: false, count: noteCount)
        var longest = passages[0]
        for passage in passages {
            if passage.end - passage.start + 1 >= counted {
                for note in passage.start...passage.end { isShared[note] = true }
            }
            if passage.end - passage.start > longest.end - longest.start { longest = passage }
        }
        return Match(
            tune: tune, sharedNotes: isShared.count { $0 }, longest: longest.end - longest.start + 1,
            start: longest.start, otherStart: longest.from)
    }

    private static func starts(in steps: [MelodyStep]) -> Range<Int> { 0..<max(0, steps.count - shortest + 1) }
}

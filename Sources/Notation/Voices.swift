import MuseMusic

/// Distributes the notes of a part over voices in which no two notes overlap, chords excepted, and writes their
/// tuplets.
///
/// A note goes to the first voice that is free at its onset, the upper notes first; notes with equal onset and end are
/// a chord. A tuplet is a bracket over the notes and rests of its time in each voice; a note that crosses its edge is
/// cut there and tied.
struct Voices {
    private(set) var notes: [Note] = []
    private(set) var rests: [Rest] = []
    /// The number of the first voice that is not used.
    private(set) var next: UInt8

    /// - Parameters:
    ///   - notes: in any order.
    ///   - groups: the tuplets, in order of time.
    ///   - first: the first voice to use.
    init(_ notes: [Note], _ groups: [RhythmTree.Group], first: UInt8 = 0) {
        let order = notes.indices.sorted {
            (notes[$0].onset, -notes[$0].pitch.midi, notes[$0].duration, $0)
                < (notes[$1].onset, -notes[$1].pitch.midi, notes[$1].duration, $1)
        }
        var voices: [[Note]] = []
        for i in order {
            let note = notes[i]
            let free = voices.firstIndex { voice in
                let last = voice[voice.count - 1]
                return last.end <= note.onset || (last.onset == note.onset && last.end == note.end)
            }
            if let free { voices[free].append(note) } else { voices.append([note]) }
        }
        next = UInt8(min(Int(first) + max(1, voices.count), 255))
        for (i, voice) in voices.enumerated() {
            // A score has 256 voices; more overlap only in hostile files.
            let number = UInt8(min(Int(first) + i, 255))
            let (cut, own) = Self.bracketed(voice, groups, voice: number)
            self.notes += cut
            rests += own
        }
        self.notes = self.notes.indices.sorted { [notes = self.notes] in
            (notes[$0].onset, notes[$0].voice, notes[$0].pitch.midi, $0)
                < (notes[$1].onset, notes[$1].voice, notes[$1].pitch.midi, $1)
        }.map { [notes = self.notes] in notes[$0] }
        rests = rests.indices.sorted { [rests] in
            (rests[$0].onset, rests[$0].voice) < (rests[$1].onset, rests[$1].voice)
        }
        .map { [rests] in rests[$0] }
    }

    /// Merges two lists in order of time and voice.
    static func merged<Item>(_ a: [Item], _ b: [Item], _ key: (Item) -> (Int, UInt8)) -> [Item] {
        let all = a + b
        return all.indices.sorted { x, y in
            let (first, second) = (key(all[x]), key(all[y]))
            return (first.0, first.1, x) < (second.0, second.1, y)
        }.map { all[$0] }
    }

    private static func bracketed(
        _ notes: [Note], _ groups: [RhythmTree.Group], voice: UInt8
    ) -> (notes: [Note], rests: [Rest]) {
        var result: [Note] = []
        var rests: [Rest] = []
        for var note in notes {
            note.voice = voice
            result += pieces(of: note, groups)
        }
        // The pieces of the notes of a chord are chords again.
        result = result.indices.sorted { (result[$0].onset, $0) < (result[$1].onset, $1) }.map { result[$0] }
        var first = 0
        for group in groups {
            while first < result.count, result[first].onset < group.start { first += 1 }
            var next = first
            while next < result.count, result[next].onset < group.end { next += 1 }
            // A note that fills the time needs no bracket.
            if first == next || result[first..<next].allSatisfy({ $0.onset == group.start && $0.end >= group.end }) {
                continue
            }
            var items: [(range: Range<Int>, isRest: Bool)] = []
            var place = group.start
            for note in result[first..<next] where items.last?.range.lowerBound != note.onset || items.last!.isRest {
                if note.onset > place { items.append((place..<note.onset, true)) }
                items.append((note.onset..<note.end, false))
                place = note.end
            }
            if place < group.end { items.append((place..<group.end, true)) }
            for (i, item) in items.enumerated() {
                let tuplet = Tuplet(actual: group.actual, normal: group.normal, index: i, count: items.count)
                if item.isRest {
                    rests.append(
                        Rest(onset: item.range.lowerBound, duration: item.range.count, voice: voice, tuplet: tuplet))
                } else {
                    for j in first..<next where result[j].onset == item.range.lowerBound { result[j].tuplet = tuplet }
                }
            }
        }
        return (result, rests)
    }

    /// Cuts a note at the edges of the tuplets in which it starts or ends, unless it fills them.
    private static func pieces(of note: Note, _ groups: [RhythmTree.Group]) -> [Note] {
        var cuts: [Int] = []
        var index = groups.firstIndex(endingAfter: note.onset)
        while index < groups.count, groups[index].start < note.end {
            let group = groups[index]
            if group.start < note.onset && note.end > group.end { cuts.append(group.end) }
            if group.start > note.onset && note.end < group.end && cuts.last != group.start { cuts.append(group.start) }
            index += 1
        }
        guard !cuts.isEmpty else { return [note] }
        return zip([note.onset] + cuts, cuts + [note.end]).map { from, to in
            var piece = note
            piece.onset = from
            piece.duration = to - from
            piece.isTied = to < note.end
            if from > note.onset { piece.marks = Marks() }
            return piece
        }
    }
}

extension [RhythmTree.Group] {
    /// The index of the first group that ends after a tick.
    fileprivate func firstIndex(endingAfter tick: Int) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if self[middle].end > tick { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

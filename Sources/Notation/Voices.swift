import MuseMusic

/// Distributes the notes of a part over voices in which no two notes overlap, chords excepted, and writes their
/// tuplets.
///
/// A note goes to the first voice that is free at its onset, the upper notes first; notes with equal onset and end are
/// a chord, in the order given. A tuplet is a bracket over the notes and rests of its time in each voice; a note that
/// crosses its edge is cut there and tied.
struct Voices {
    private(set) var notes: [Note] = []
    private(set) var rests: [Rest] = []
    /// The number of the first voice that is not used.
    private(set) var next: UInt8

    /// - Parameters:
    ///   - notes: in any order; that of the notes of a chord is kept.
    ///   - groups: the tuplets, in order of time.
    ///   - first: the first voice to use.
    init(_ notes: [Note], _ groups: [RhythmTree.Group], first: UInt8 = 0) {
        let order = notes.indices.sorted {
            (notes[$0].onset, -notes[$0].pitch.midi, notes[$0].duration, $0)
                < (notes[$1].onset, -notes[$1].pitch.midi, notes[$1].duration, $1)
        }
        var voices: [[Int]] = []
        for i in order {
            let note = notes[i]
            let free = voices.firstIndex { voice in
                let last = notes[voice[voice.count - 1]]
                return last.end <= note.onset || (last.onset == note.onset && last.end == note.end)
            }
            if let free { voices[free].append(i) } else { voices.append([i]) }
        }
        next = UInt8(min(Int(first) + max(1, voices.count), 255))
        for (i, voice) in voices.enumerated() {
            // A score has 256 voices; more overlap only in hostile files.
            let number = UInt8(min(Int(first) + i, 255))
            let inOrder = voice.sorted { (notes[$0].onset, $0) < (notes[$1].onset, $1) }.map { notes[$0] }
            let (cut, own) = Self.bracketed(inOrder, groups, voice: number)
            self.notes += cut
            rests += own
        }
        self.notes = Self.ordered(self.notes) { ($0.onset, $0.voice) }
        rests = Self.ordered(rests) { ($0.onset, $0.voice) }
    }

    /// Returns notes or rests in order of time and voice; those that are equal in both keep their order.
    static func ordered<Item>(_ items: [Item], _ key: (Item) -> (Int, UInt8)) -> [Item] {
        items.indices.sorted { x, y in
            let (first, second) = (key(items[x]), key(items[y]))
            return (first.0, first.1, x) < (second.0, second.1, y)
        }.map { items[$0] }
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
        var index = groups.partitioningIndex { $0.end > note.onset }
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

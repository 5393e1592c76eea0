import MuseMusic

/// A sequence of items that do not overlap: an ABC voice, or one layer of it between `&`.
struct ABCLane {
    /// A note, chord or rest.
    struct Item {
        let onset: Int
        let duration: Int
        /// The index of the first note among the part's notes, or of the rest among its rests.
        let first: Int
        /// The number of notes in the chord; 0 for a rest.
        let count: Int

        var end: Int { onset + duration }
        var isRest: Bool { count == 0 }
    }

    let voice: UInt8
    private(set) var items: [Item] = []
    private var end = 0

    /// Returns the lanes of a part; the first one exists even if it is empty.
    ///
    /// A voice needs more than one if its notes overlap or the notes of a chord differ in length.
    static func lanes(of part: Part) -> [ABCLane] {
        var lanes = [ABCLane(voice: 0)]
        lanes[0].items.reserveCapacity(part.notes.count + part.rests.count)
        func place(_ item: Item, voice: UInt8) {
            for i in lanes.indices where lanes[i].voice == voice && lanes[i].end <= item.onset {
                lanes[i].items.append(item)
                lanes[i].end = item.end
                return
            }
            var lane = ABCLane(voice: voice)
            lane.items.append(item)
            lane.end = item.end
            lanes.append(lane)
        }
        var rest = 0
        var note = 0
        while note < part.notes.count || rest < part.rests.count {
            if rest < part.rests.count,
                note == part.notes.count || part.rests[rest].onset <= part.notes[note].onset
            {
                let next = part.rests[rest]
                place(Item(onset: next.onset, duration: next.duration, first: rest, count: 0), voice: next.voice)
                rest += 1
                continue
            }
            let (onset, duration, voice, tuplet) = (
                part.notes[note].onset, part.notes[note].duration, part.notes[note].voice, part.notes[note].tuplet
            )
            let first = note
            note += 1
            while note < part.notes.count, part.notes[note].onset == onset, part.notes[note].duration == duration,
                part.notes[note].voice == voice, part.notes[note].tuplet == tuplet
            {
                note += 1
            }
            place(Item(onset: onset, duration: duration, first: first, count: note - first), voice: voice)
        }
        if lanes.count > 2 {
            let order = lanes.indices.sorted { (lanes[$0].voice, $0) < (lanes[$1].voice, $1) }
            lanes = order.map { lanes[$0] }
        }
        return lanes
    }
}

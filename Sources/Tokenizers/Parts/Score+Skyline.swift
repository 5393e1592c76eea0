import MuseMusic

extension Score {
    /// The part that has the melody: one named so, or else the one that has the skyline, the highest sounding note, for
    /// the longest time; nil without candidates.
    ///
    /// Source: Uitdenbogerd and Zobel, "Melodic matching techniques for large music databases", ACM Multimedia 1999,
    /// https://doi.org/10.1145/319463.319470, whose melody is the highest note of all parts at each onset. We choose
    /// one part, because its voices, rests and ties are those of real music, and weigh by time, because an
    /// accompaniment has onsets under every long note.
    ///
    /// - Parameter candidates: indices of parts.
    func melodyPart(among candidates: [Int]) -> Int? {
        for word in Self.melodyWords {
            if let named = candidates.first(where: { parts[$0].isNamed(word) }) { return named }
        }
        let times = skylineTimes(of: candidates)
        return zip(candidates, times).max { $0.1 < $1.1 || $0.1 == $1.1 && $0.0 > $1.0 }?.0
    }

    /// Words that name a melody, the clearest first.
    private static let melodyWords = [
        "melody", "melodie", "melodia", "vocal", "vocals", "vox", "voice", "singer", "lead",
    ]

    /// The ticks for which each part has the highest sounding note; of parts in unison, the first.
    private func skylineTimes(of candidates: [Int]) -> [Int] {
        struct Event {
            let tick: Int
            let pitch: Int
            let candidate: Int
            let change: Int
        }
        var events: [Event] = []
        for (i, part) in candidates.enumerated() {
            for note in parts[part].notes where note.isOnTimeline {
                let pitch = min(max(note.pitch.midi, 0), 127)
                events.append(Event(tick: note.onset, pitch: pitch, candidate: i, change: 1))
                events.append(Event(tick: note.end, pitch: pitch, candidate: i, change: -1))
            }
        }
        events.sort { ($0.tick, $0.pitch, $0.candidate, $0.change) < ($1.tick, $1.pitch, $1.candidate, $1.change) }
        /// The number of sounding notes of each pitch and candidate.
        var sounding = [Int](repeating: 0, count: 128 * candidates.count)
        var times = [Int](repeating: 0, count: candidates.count)
        var last = 0
        for event in events {
            if event.tick > last, let top = sounding.lastIndex(where: { $0 > 0 }) {
                times[candidates.count - 1 - top % candidates.count] += event.tick - last
            }
            last = event.tick
            // Within a pitch, the first candidate is the last index, which wins.
            sounding[(event.pitch + 1) * candidates.count - 1 - event.candidate] += event.change
        }
        return times
    }
}

extension Part {
    /// Whether a word of the part's name is the given one, unless the name is that of an accompaniment: `Lead Vocals`,
    /// but not `Backing vocals`.
    fileprivate func isNamed(_ word: String) -> Bool {
        let words = name.lowercased().split { !$0.isLetter }
        return words.contains { $0 == word }
            && !words.contains { ["back", "backing", "background", "harmony"].contains($0) }
    }
}

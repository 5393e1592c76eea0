/// A single line of notes: one voice of a part with the top note of each chord, tied notes merged and grace notes
/// omitted. Repeats are not unfolded.
public struct Melody: Sendable {
    public struct Tone: Hashable, Sendable {
        public var onset: Int
        public var duration: Int
        public var pitch: Pitch

        public init(onset: Int, duration: Int, pitch: Pitch) {
            self.onset = onset
            self.duration = duration
            self.pitch = pitch
        }

        public var end: Int { onset + duration }
        public var midi: Int { pitch.midi }
    }

    /// In order of onset.
    public let tones: [Tone]

    /// Creates the melody of a part's first voice.
    public init(_ part: Part) {
        var tones: [Tone] = []
        tones.reserveCapacity(part.notes.count)
        let voice = part.notes.lazy.map(\.voice).min()
        // Whether the last tone is tied to the next note.
        var isTied = false
        for note in part.notes where note.voice == voice {
            if let last = tones.last, last.onset == note.onset {
                guard note.pitch.midi > last.midi else { continue }
                tones.removeLast()
            } else if isTied, let last = tones.last, last.midi == note.pitch.midi, last.end == note.onset {
                tones[tones.count - 1].duration += note.duration
                isTied = note.isTied
                continue
            }
            tones.append(Tone(onset: note.onset, duration: note.duration, pitch: note.pitch))
            isTied = note.isTied
        }
        self.tones = tones
    }

    /// Returns the tones that begin in `start..<end`.
    public func tones(from start: Int, to end: Int) -> ArraySlice<Tone> {
        let first = firstIndex(from: start)
        return tones[first..<max(first, firstIndex(from: end))]
    }

    public func tones(in bar: Bar) -> ArraySlice<Tone> { tones(from: bar.start, to: bar.end) }

    /// Returns the last tone that begins before `end`.
    public func last(before end: Int) -> Tone? {
        let i = firstIndex(from: end)
        return i > 0 ? tones[i - 1] : nil
    }

    /// The index of the first tone that begins at `onset` or later, by binary search.
    private func firstIndex(from onset: Int) -> Int {
        var low = 0
        var high = tones.count
        while low < high {
            let middle = (low + high) / 2
            if tones[middle].onset < onset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Score {
    /// The first part that has notes and is not drums; nil if there is none.
    public var melodyPart: Part? { parts.first { !$0.isDrums && !$0.notes.isEmpty } }

    /// The melody of the first part that has notes; of drums only if no other part has notes.
    public var melody: Melody { Melody(melodyPart ?? parts.first { !$0.notes.isEmpty } ?? Part()) }
}

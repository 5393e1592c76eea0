/// A note on a grid of equal steps: it sounds from step `start` up to, not including, step `end`.
package struct GridNote: Hashable, Sendable {
    package var start: Int
    package var end: Int
    /// MIDI number, 0 to 127.
    package var midi: Int

    package init(start: Int, end: Int, midi: Int) {
        self.start = start
        self.end = end
        self.midi = midi
    }

    /// The notes of a piano-roll: a pitch that sounds in neighbouring steps is one note. By start, then from low to
    /// high.
    ///
    /// - Parameter steps: the MIDI numbers that sound in each step, each once.
    package static func held(in steps: [[Int]]) -> [GridNote] {
        var notes: [GridNote] = []
        /// Where in `notes` the last note of each pitch stands.
        var last = [Int](repeating: -1, count: 128)
        for (step, pitches) in steps.enumerated() {
            for midi in pitches.sorted() {
                if last[midi] >= 0, notes[last[midi]].end == step {
                    notes[last[midi]].end = step + 1
                } else {
                    last[midi] = notes.count
                    notes.append(GridNote(start: step, end: step + 1, midi: midi))
                }
            }
        }
        return notes
    }
}

extension Score {
    /// Music on a grid, with bar lines by its meter; the last bar is as long as the music and ends in a final bar line.
    ///
    /// Each part is written as one line of chords and rests: where notes overlap, they are cut and tied wherever another
    /// one starts or ends, and all are cut at bar lines and into lengths that a note can have. So every format can hold
    /// it; `played()` has the notes as they were.
    ///
    /// - Parameters:
    ///   - parts: each without notes, and the notes that it gets, by start; those of one pitch do not overlap.
    ///   - stepCount: the length of the music, silence at its end included.
    ///   - stepsPerQuarter: a power of two, at most 16.
    ///   - hasKey: whether the key signature that fits the notes best is written; else there is none, and it only spells
    ///     the notes.
    /// - Precondition: a bar is a whole number of steps, or the meter is free.
    package init(
        grid parts: [(part: Part, notes: [GridNote])], stepCount: Int, stepsPerQuarter: Int, meter: Meter, hasKey: Bool
    ) {
        self.init()
        let ticksPerStep = ticksPerQuarter / stepsPerQuarter
        precondition(ticksPerStep * stepsPerQuarter == ticksPerQuarter, "\(stepsPerQuarter) steps a quarter")
        var counts = [Int](repeating: 0, count: 12)
        for (_, notes) in parts {
            for note in notes { counts[note.midi % 12] += 1 }
        }
        let key = Key.signature(fitting: counts)
        let spellings = (0..<128).map { key.spelling(ofMIDI: $0) }
        meters = [Timed(0, meter)]
        if hasKey { keys = [Timed(0, key)] }
        let cuts = GridCuts(meter, stepsPerQuarter: stepsPerQuarter)
        self.parts = parts.map { part, notes in
            var part = part
            part.fill(with: notes, stepCount, ticksPerStep, cuts, spellings)
            return part
        }
        let end = stepCount * ticksPerStep
        if let bar = meter.barTicks(ticksPerQuarter), bar > 0, end > 0 {
            barlines = stride(from: bar, to: end, by: bar).map { Barline(onset: $0) }
        }
        barlines.append(Barline(onset: end, style: .final))
    }
}

extension Part {
    /// Four voices without notes: soprano, alto, tenor and bass, as a choir sings them.
    package static let choir = ["Soprano", "Alto", "Tenor", "Bass"].map { Part(name: $0, program: 52) }

    fileprivate mutating func fill(
        with notes: [GridNote], _ stepCount: Int, _ ticksPerStep: Int, _ cuts: GridCuts, _ spellings: [Pitch]
    ) {
        var sounding: [GridNote] = []
        var next = 0
        var step = 0
        while step < stepCount {
            sounding.removeAll { $0.end <= step }
            while next < notes.count, notes[next].start <= step {
                sounding.append(notes[next])
                next += 1
            }
            sounding.sort { $0.midi < $1.midi }
            let change = min(
                next < notes.count ? notes[next].start : stepCount, sounding.lazy.map(\.end).min() ?? stepCount,
                stepCount)
            while step < change {
                let end = step + cuts.length(from: step, to: change)
                let (onset, duration) = (step * ticksPerStep, (end - step) * ticksPerStep)
                if sounding.isEmpty { rests.append(Rest(onset: onset, duration: duration)) }
                for note in sounding {
                    self.notes.append(
                        Note(
                            onset: onset, duration: duration, pitch: spellings[note.midi], isTied: note.end > end))
                }
                step = end
            }
        }
    }
}

/// Where notes on a grid are cut so that each piece can be written as one note, plain or dotted.
private struct GridCuts {
    private let stepsPerBar: Int
    private let stepsPerBeat: Int

    init(_ meter: Meter, stepsPerQuarter: Int) {
        stepsPerBar = meter.isFree ? Int.max : max(1, meter.beats * 4 * stepsPerQuarter / meter.unit)
        stepsPerBeat = max(1, 4 * stepsPerQuarter * (meter.isCompound ? 3 : 1) / meter.unit)
    }

    /// Of the first piece of what lasts from one step to another: not over a bar line, and where it has to be cut within
    /// a bar, up to the next beat.
    func length(from first: Int, to end: Int) -> Int {
        let place = first % stepsPerBar
        let left = min(end - first, stepsPerBar - place)
        if Self.isWritable(left) { return left }
        var length = min(left, stepsPerBeat - place % stepsPerBeat)
        while !Self.isWritable(length) { length -= 1 }
        return length
    }

    /// A power of two, or three of them.
    private static func isWritable(_ steps: Int) -> Bool {
        let odd = steps >> steps.trailingZeroBitCount
        return odd == 1 || odd == 3
    }
}

/// A note on a grid of equal steps: it sounds from step `start` up to, but not including, step `end`.
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

    /// Returns the notes of a piano roll, ordered by start, then by pitch. A pitch that sounds in consecutive steps is
    /// one note.
    ///
    /// - Parameter steps: the MIDI numbers that sound in each step, without duplicates.
    package static func held(in steps: [[Int]]) -> [GridNote] {
        var notes: [GridNote] = []
        /// The index in `notes` of the last note of each pitch.
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
    /// Creates a score from notes on a grid, with bar lines derived from the meters. The last bar ends with the music,
    /// at a final bar line.
    ///
    /// Each part is written as one sequence of chords and rests, which every format can express: overlapping notes are
    /// split and tied wherever another note starts or ends, and all are split at bar lines and into printable lengths.
    /// `played()` returns the original notes.
    ///
    /// - Parameters:
    ///   - parts: each part without notes, and its notes ordered by start; notes of the same pitch must not overlap.
    ///   - stepCount: the length of the music, including silence at its end.
    ///   - stepsPerQuarter: a power of two, at most 16.
    ///   - changes: the further meters and their first steps, each of which ends a bar of the meter before.
    ///   - hasKey: whether to write the key signature that fits the notes best; otherwise it only determines the
    ///     spelling.
    /// - Precondition: bars are whole numbers of steps.
    package init(
        grid parts: [(part: Part, notes: [GridNote])], stepCount: Int, stepsPerQuarter: Int,
        meter: Meter, changes: [(step: Int, meter: Meter)] = [], hasKey: Bool
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
        meters = [Timed(0, meter)] + changes.map { Timed($0.step * ticksPerStep, $0.meter) }
        if hasKey { keys = [Timed(0, key)] }
        let cuts = GridCuts([(0, meter)] + changes, stepCount, stepsPerQuarter: stepsPerQuarter)
        self.parts = parts.map { part, notes in
            var part = part
            part.fill(with: notes, stepCount, ticksPerStep, cuts, spellings)
            return part
        }
        let end = stepCount * ticksPerStep
        barlines = cuts.barStarts.dropFirst().map { Barline(onset: $0 * ticksPerStep) }
        barlines.append(Barline(onset: end, style: .final))
    }
}

extension Part {
    /// Four parts without notes: soprano, alto, tenor and bass.
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

/// Splits notes on a grid so that each piece can be written as a plain or dotted note.
private struct GridCuts {
    /// The first step of each bar, in order.
    private(set) var barStarts: [Int] = []
    /// The first step of each meter and the lengths of its bars and beats.
    private var spans: [(first: Int, stepsPerBar: Int, stepsPerBeat: Int)] = []

    init(_ meters: [(step: Int, meter: Meter)], _ stepCount: Int, stepsPerQuarter: Int) {
        for (i, (step, meter)) in meters.enumerated() {
            let stepsPerBar = meter.beats * 4 * stepsPerQuarter / meter.unit
            precondition(stepsPerBar > 0, "bars of \(meter) on a grid of \(stepsPerQuarter) steps a quarter")
            let end = i + 1 < meters.count ? meters[i + 1].step : stepCount
            spans.append(
                (step, stepsPerBar, max(1, 4 * stepsPerQuarter * (meter.isCompound ? 3 : 1) / meter.unit)))
            barStarts += stride(from: step, to: end, by: stepsPerBar)
        }
    }

    /// Returns the length of the first piece of a note between two steps. The piece does not cross a bar line; if the
    /// note must be split within a bar, the piece ends at the next beat.
    func length(from first: Int, to end: Int) -> Int {
        let span = spans.last { $0.first <= first } ?? spans[0]
        let place = (first - span.first) % span.stepsPerBar
        let remaining = min(end - first, span.stepsPerBar - place)
        if Self.isWritable(remaining) { return remaining }
        var length = min(remaining, span.stepsPerBeat - place % span.stepsPerBeat)
        while !Self.isWritable(length) { length -= 1 }
        return length
    }

    /// Whether a length is a power of two, or three times one.
    private static func isWritable(_ steps: Int) -> Bool {
        let odd = steps >> steps.trailingZeroBitCount
        return odd == 1 || odd == 3
    }
}

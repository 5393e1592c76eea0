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
    /// - Parameters:
    ///   - parts: each without notes, and the notes that it gets, by start.
    ///   - stepCount: the length of the music, silence at its end included.
    ///   - hasKey: whether the key signature that fits the notes best is written; else there is none, and it only spells
    ///     the notes.
    /// - Precondition: a quarter is a whole number of steps, and a bar too.
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
        self.parts = parts.map { part, notes in
            var part = part
            part.notes = notes.map {
                Note(
                    onset: $0.start * ticksPerStep, duration: ($0.end - $0.start) * ticksPerStep,
                    pitch: spellings[$0.midi])
            }
            return part
        }
        let end = stepCount * ticksPerStep
        if let bar = meter.barTicks(ticksPerQuarter), bar > 0, end > 0 {
            barlines = stride(from: bar, to: end, by: bar).map { Barline(onset: $0) }
        }
        barlines.append(Barline(onset: end, style: .final))
    }
}

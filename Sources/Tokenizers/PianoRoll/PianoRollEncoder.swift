import MuseMusic
import MuseProtocols

/// Encodes the sounding notes of a score as `pianoroll` tokens.
struct PianoRollEncoder {
    private let vocabulary: PianoRollVocabulary

    init(_ vocabulary: PianoRollVocabulary) { self.vocabulary = vocabulary }

    /// - Throws: `TokenizationError` if the score does not fit the grid or the pitch range.
    func encoding(of score: Score) throws -> Encoding {
        var losses = score.lossesOnGrid(hasKey: false)
        let played = score.played()
        var grid = try GridReading(played, vocabulary.grid, hasRepeats: score.barlines.contains(where: \.endsRepeat))
        let parts = played.parts.filter { !$0.isDrums }
        if parts.count(where: { !$0.notes.isEmpty }) > 1 { losses.append("the assignment of notes to parts") }
        let roll = try roll(of: parts, &grid)
        losses += grid.allLosses
        if roll.merged > 0 {
            losses.append("\(roll.merged) note\(roll.merged == 1 ? "" : "s") of pitches that already sound")
        }

        var tokens: [TokenID] = []
        tokens.reserveCapacity(grid.stepCount + roll.cells + 2)
        var meter: [TokenID] = []
        for bar in grid.bars {
            if bar.meter.ids != meter { tokens += bar.meter.ids }
            meter = bar.meter.ids
            for place in 0..<grid.length(of: bar) {
                tokens.append(vocabulary.opening(of: place, bar.meter.meter))
                append(roll.sets[bar.firstStep + place], to: &tokens)
            }
        }
        tokens.append(GridVocabulary.end)
        return Encoding(tokens: tokens, losses: losses)
    }

    private func append(_ set: PitchSet, to tokens: inout [TokenID]) {
        let ids = set.pitches.map { vocabulary.firstNote + TokenID($0 - vocabulary.grid.range.lowerBound) }
        tokens += vocabulary.isDescending ? ids.reversed() : ids
    }

    /// The pitches of all steps.
    private struct Roll {
        var sets: [PitchSet]
        /// The total number of pitches.
        var cells = 0
        /// The number of notes that the roll cannot show, because their pitch already sounds or sounded in the previous
        /// step.
        var merged = 0
    }

    private func roll(of parts: [Part], _ grid: inout GridReading) throws -> Roll {
        var roll = Roll(sets: Array(repeating: PitchSet(), count: grid.stepCount))
        for part in parts {
            for note in part.notes {
                guard let steps = grid.steps(of: note) else { continue }
                try vocabulary.grid.requireToken(for: note.pitch, inBar: grid.bar(at: steps.lowerBound))
                let midi = note.pitch.midi
                let continues = steps.lowerBound > 0 && roll.sets[steps.lowerBound - 1].contains(midi)
                if continues || roll.sets[steps.lowerBound].contains(midi) { roll.merged += 1 }
                for step in steps where roll.sets[step].insert(midi) { roll.cells += 1 }
            }
        }
        return roll
    }
}

/// A set of MIDI numbers from 0 to 127.
struct PitchSet: Equatable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    func contains(_ midi: Int) -> Bool { (midi < 64 ? low >> UInt64(midi) : high >> UInt64(midi - 64)) & 1 == 1 }

    /// Inserts a pitch; returns whether it was new.
    mutating func insert(_ midi: Int) -> Bool {
        if contains(midi) { return false }
        if midi < 64 { low |= 1 << UInt64(midi) } else { high |= 1 << UInt64(midi - 64) }
        return true
    }

    /// The pitches, from low to high.
    var pitches: [Int] {
        var result: [Int] = []
        for (bits, first) in [(low, 0), (high, 64)] {
            var bits = bits
            while bits != 0 {
                result.append(first + bits.trailingZeroBitCount)
                bits &= bits - 1
            }
        }
        return result
    }
}

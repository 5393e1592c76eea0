import MuseMusic
import MuseProtocols

/// Encodes the sounding notes of a four-voice score as `chorale` tokens.
struct ChoraleEncoder {
    private let vocabulary: ChoraleVocabulary

    init(_ vocabulary: ChoraleVocabulary) { self.vocabulary = vocabulary }

    /// - Throws: `TokenizationError` if the score does not have the voices of the tokens, or does not fit the grid or
    ///   the range.
    func encoding(of score: Score) throws -> Encoding {
        var losses = score.lossesOnGrid(hasKey: false)
        let played = score.played()
        let voices = try voices(of: played)
        var grid = try GridReading(played, vocabulary.grid, hasRepeats: score.barlines.contains(where: \.endsRepeat))
        var counts = Counts()
        var cells: [[ChoraleVocabulary.Cell]] = []
        for (voice, notes) in voices.enumerated() {
            cells.append(try self.cells(notes, isBass: vocabulary.voices[voice] == 3, &grid, &counts))
        }
        losses += grid.allLosses + counts.losses

        var tokens: [TokenID] = []
        tokens.reserveCapacity(grid.stepCount * 5 + 2)
        var meter: [TokenID] = []
        for bar in grid.bars {
            if bar.meter.ids != meter { tokens += bar.meter.ids }
            meter = bar.meter.ids
            for place in 0..<grid.length(of: bar) {
                switch bar.meter.meter.mark(at: place) {
                case .bar: tokens.append(vocabulary.bar)
                case .beat: tokens.append(vocabulary.beat)
                case .none: break
                }
                for voice in vocabulary.order {
                    tokens.append(vocabulary.id(cells[voice][bar.firstStep + place], voice: voice))
                }
            }
        }
        tokens.append(GridVocabulary.end)
        return Encoding(tokens: tokens, losses: losses)
    }

    /// Counts of notes that the cells could not represent.
    private struct Counts {
        var chords = 0, overlaps = 0, lost = 0, reattacked = 0

        var losses: [String] {
            func notes(_ count: Int) -> String { "\(count) note\(count == 1 ? "" : "s")" }
            return [
                (chords, "\(notes(chords)) within chords of one voice"),
                (overlaps, "\(notes(overlaps)) that overlap\(overlaps == 1 ? "s" : "") the next"),
                (lost, "\(notes(lost)) shorter than the grid"),
                (reattacked, "\(reattacked) repeated note\(reattacked == 1 ? ", which is" : "s, which are") held"),
            ].filter { $0.0 > 0 }.map(\.1)
        }
    }

    /// The cell of each step of a voice. Only the outer note of a chord is kept: in the bass the lowest, otherwise the
    /// highest.
    private func cells(
        _ notes: [Note], isBass: Bool, _ grid: inout GridReading, _ counts: inout Counts
    ) throws -> [ChoraleVocabulary.Cell] {
        var cells = [ChoraleVocabulary.Cell](repeating: .rest, count: grid.stepCount)
        var last: (steps: Range<Int>, onset: Int, midi: Int)?
        for note in notes {
            let midi = note.pitch.midi
            guard let steps = grid.steps(of: note) else { continue }
            try vocabulary.grid.requireToken(for: note.pitch, inBar: grid.bar(at: steps.lowerBound))
            if let before = last {
                if note.onset == before.onset {
                    counts.chords += 1
                    if isBass ? midi >= before.midi : midi <= before.midi { continue }
                } else if steps.lowerBound <= before.steps.lowerBound {
                    counts.lost += 1
                } else if before.steps.upperBound > steps.lowerBound {
                    counts.overlaps += 1
                }
                // The new note ends the previous one.
                for step in before.steps where step >= steps.lowerBound { cells[step] = .rest }
            }
            last = (steps, note.onset, midi)
            for step in steps { cells[step] = step == steps.lowerBound ? .note(midi) : .hold }
        }
        return vocabulary.notes == .attacks ? cells : withoutAttacks(cells, &counts)
    }

    /// Replaces repeated attacks of a pitch by one sustained note.
    private func withoutAttacks(
        _ cells: [ChoraleVocabulary.Cell], _ counts: inout Counts
    ) -> [ChoraleVocabulary.Cell] {
        var sounding: Int?
        return cells.map { cell in
            switch cell {
            case .rest:
                sounding = nil
                return .rest
            case .note(let midi) where midi == sounding: counts.reattacked += 1
            case .note(let midi):
                sounding = midi
                return .note(midi)
            case .hold: break
            }
            guard let sounding else { return .rest }
            return vocabulary.notes.hasHold ? .hold : .note(sounding)
        }
    }

    /// The voices in score order: the parts, or otherwise the voices of all parts.
    private func voices(of played: Score) throws -> [[Note]] {
        let parts = played.parts.filter { !$0.isDrums }
        let count = vocabulary.voices.count
        if parts.count == count { return parts.map(\.notes) }
        var voices: [[Note]] = []
        for part in parts {
            for voice in Set(part.notes.map(\.voice)).sorted() {
                voices.append(part.notes.filter { $0.voice == voice })
            }
        }
        guard voices.count == count else {
            throw TokenizationError(
                "it has \(voices.count) voice\(voices.count == 1 ? "" : "s") with notes instead of "
                    + (count == 4 ? "four" : "two"))
        }
        return voices
    }
}

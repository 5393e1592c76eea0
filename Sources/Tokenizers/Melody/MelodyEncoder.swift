import MuseMusic
import MuseProtocols

/// Encodes the melody of a score, with repeats unfolded, as `melody` tokens.
struct MelodyEncoder {
    private let vocabulary: MelodyVocabulary
    private let part: PartChoice

    init(_ vocabulary: MelodyVocabulary, _ part: PartChoice) {
        self.vocabulary = vocabulary
        self.part = part
    }

    /// With common meters only, the longest stretch in one of them is encoded.
    ///
    /// - Throws: `TokenizationError` if there is no melody, or a meter, key, bar or note cannot be represented.
    func encoding(of score: Score) throws -> Encoding { try placedEncoding(of: score).encoding }

    /// - Returns: also the grid, and the first step that is encoded.
    func placedEncoding(of score: Score) throws -> (encoding: Encoding, grid: any MelodyBars, firstStep: Int) {
        var losses = score.lossesOnGrid(hasKey: true)
        var played = score.played()
        if !vocabulary.grid.hasAllMeters { played = played.longestStretchInOneMeter(&losses) }
        let melody = try self.melody(of: played, &losses)
        let end = max(melody[melody.count - 1].end, played.barlines.last?.onset ?? 0)
        try vocabulary.grid.requireLength(end, ticksPerQuarter: played.ticksPerQuarter)
        let grid: any MelodyBars =
            vocabulary.grid.hasAllMeters
            ? try GridBars(
                played, vocabulary.grid, end: end, hasRepeats: score.barlines.contains(where: \.endsRepeat))
            : try MelodyGrid(played, vocabulary.grid, end: end)
        var key = played.keys.first?.value ?? Key(Key.cMajor.tonic, .none)
        if !key.accidentals.isEmpty {
            losses.append("accidentals of the key")
            key.accidentals = []
        }
        guard let keyIDs = vocabulary.ids(of: key) else {
            throw TokenizationError("the melody tokenizer has no key \(key)")
        }
        if played.keys.contains(where: { $0.value != played.keys[0].value }) { losses.append("changes of key") }

        let steps = try self.steps(melody, grid, &losses)
        losses += grid.losses
        // Leading bars of rests would be mistaken for a pickup.
        let silence = steps.prefix { $0 == vocabulary.rest }.count
        let bars = grid.bars.drop { $0.firstStep + $0.meter.meter.stepsPerBar <= silence }
        if bars.count < grid.bars.count { losses.append("rests at the start") }
        if melody.contains(where: { key.spelling(ofMIDI: $0.pitch.midi) != $0.pitch }) {
            losses.append("spelling of chromatic notes")
        }

        var tokens: [TokenID] = []
        tokens.reserveCapacity(steps.count + 2 * bars.count + 4)
        var meter: [TokenID] = []
        for bar in bars {
            if bar.meter.ids != meter { tokens += bar.meter.ids }
            if meter.isEmpty { tokens += [keyIDs.tonic, keyIDs.mode] }
            meter = bar.meter.ids
            tokens.append(vocabulary.bar)
            tokens += steps[bar.firstStep..<bar.firstStep + bar.meter.meter.stepsPerBar]
        }
        tokens.append(GridVocabulary.end)
        return (Encoding(tokens: tokens, losses: losses), grid, bars.first?.firstStep ?? 0)
    }

    /// The token of each step.
    private func steps(_ melody: [Melody.Tone], _ grid: any MelodyBars, _ losses: inout [String]) throws -> [TokenID] {
        let bars = grid.bars
        var steps = [TokenID](repeating: vocabulary.rest, count: grid.stepCount)
        var moved = 0
        var lost = 0
        for (i, tone) in melody.enumerated() {
            let (start, isExact) = grid.step(at: tone.onset, isEnd: false)
            try vocabulary.grid.requireToken(
                for: tone.pitch, inBar: (bars.lastIndex { $0.firstStep <= start } ?? 0) + 1)
            let (end, endIsExact) = grid.step(at: tone.end, isEnd: true)
            if i + 1 < melody.count, grid.step(at: melody[i + 1].onset, isEnd: false).step <= start {
                lost += 1
                continue
            }
            if !isExact || !endIsExact { moved += 1 }
            guard start < steps.count else { continue }
            steps[start] = vocabulary.note(tone.midi)
            // A note takes at least one step.
            for step in start + 1..<max(start + 1, min(end, steps.count)) { steps[step] = vocabulary.hold }
        }
        if moved > 0 { losses.append("\(moved) note\(moved == 1 ? "" : "s") moved to the grid") }
        if lost > 0 { losses.append("\(lost) note\(lost == 1 ? "" : "s") shorter than the grid") }
        return steps
    }

    /// The highest notes of the part's first voice that has notes. Each ends at the onset of the next at the latest.
    private func melody(of played: Score, _ losses: inout [String]) throws -> [Melody.Tone] {
        let chosen = try part.index(in: played)
        var part = played.parts[chosen]
        losses += played.lossesOfParts(otherThan: chosen)
        let voice = part.notes.lazy.map(\.voice).min()
        if part.notes.contains(where: { $0.voice != voice }) { losses.append("other voices") }
        part.notes.removeAll { $0.voice != voice || !$0.isOnTimeline }
        var tones = Melody(part).tones
        if tones.isEmpty { throw TokenizationError("it has no notes") }
        if tones.count < part.notes.count { losses.append("all notes of chords but the highest") }
        var hasOverlaps = false
        for i in tones.indices.dropLast() where tones[i].end > tones[i + 1].onset {
            hasOverlaps = true
            tones[i].duration = tones[i + 1].onset - tones[i].onset
        }
        if hasOverlaps { losses.append("overlaps of notes") }
        return tones
    }
}

import MuseMusic
import MuseProtocols

/// Encodes the melody of a score, with repeats unfolded, as `melody` tokens.
struct MelodyEncoder {
    private let vocabulary: MelodyVocabulary

    init(_ vocabulary: MelodyVocabulary) { self.vocabulary = vocabulary }

    /// The tokens have one meter: of a score with several, the longest stretch in one of them is encoded.
    ///
    /// - Throws: `TokenizationError` if there is no melody, or a meter, key, bar or note cannot be represented.
    func encoding(of score: Score) throws -> Encoding {
        var losses = score.lossesOnGrid(hasKey: true)
        let played = score.played().longestStretchInOneMeter(&losses)
        let melody = try Self.melody(of: played, &losses)
        let end = max(melody[melody.count - 1].end, played.barlines.last?.onset ?? 0)
        let (meterID, meter) = try vocabulary.grid.meter(try meter(of: played, before: end))
        var key = played.keys.first?.value ?? Key(Key.cMajor.tonic, .none)
        if !key.accidentals.isEmpty {
            losses.append("accidentals of the key")
            key.accidentals = []
        }
        guard let keyIDs = vocabulary.ids(of: key) else {
            throw TokenizationError("the melody tokenizer has no key \(key)")
        }
        if played.keys.contains(where: { $0.value != played.keys[0].value }) { losses.append("changes of key") }

        let grid = try MelodyGrid(played, meter, end: end, vocabulary.grid.stepsPerQuarter)
        var steps = try self.steps(melody, grid, &losses)
        losses += grid.losses
        // Leading bars of rests would be mistaken for a pickup.
        let silentBars = (steps.firstIndex { $0 != vocabulary.rest } ?? 0) / grid.stepsPerBar
        if silentBars > 0 { losses.append("rests at the start") }
        steps.removeFirst(silentBars * grid.stepsPerBar)
        if melody.contains(where: { key.spelling(ofMIDI: $0.pitch.midi) != $0.pitch }) {
            losses.append("spelling of chromatic notes")
        }

        var tokens = [meterID, keyIDs.tonic, keyIDs.mode]
        tokens.reserveCapacity(steps.count + steps.count / grid.stepsPerBar + 4)
        for (i, step) in steps.enumerated() {
            if i % grid.stepsPerBar == 0 { tokens.append(vocabulary.bar) }
            tokens.append(step)
        }
        tokens.append(GridVocabulary.end)
        return Encoding(tokens: tokens, losses: losses)
    }

    /// The token of each step.
    private func steps(_ melody: [Melody.Tone], _ grid: MelodyGrid, _ losses: inout [String]) throws -> [TokenID] {
        var steps = [TokenID](repeating: vocabulary.rest, count: grid.barCount * grid.stepsPerBar)
        var moved = 0
        var lost = 0
        for (i, tone) in melody.enumerated() {
            try vocabulary.grid.requireToken(for: tone.pitch)
            let (start, isExact) = grid.step(at: tone.onset)
            let (end, endIsExact) = grid.step(at: tone.end, isEnd: true)
            if i + 1 < melody.count, grid.step(at: melody[i + 1].onset).step <= start {
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

    private func meter(of played: Score, before end: Int) throws -> Meter {
        let meters = played.meters.filter { $0.onset < end }
        guard let meter = meters.first(where: { $0.onset <= 0 })?.value ?? meters.first?.value, !meter.isFree else {
            throw TokenizationError("it has no meter")
        }
        return meter
    }

    /// The highest notes of the first voice that has notes. Each ends at the onset of the next at the latest.
    private static func melody(of played: Score, _ losses: inout [String]) throws -> [Melody.Tone] {
        guard var part = played.melodyPart else { throw TokenizationError("it has no notes") }
        if played.parts.count(where: { !$0.notes.isEmpty }) > 1 { losses.append("other parts") }
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

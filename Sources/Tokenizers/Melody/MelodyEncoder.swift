import MuseMusic
import MuseProtocols

/// Writes what sounds of a score as `melody` tokens.
struct MelodyEncoder {
    private let vocabulary: MelodyVocabulary

    init(_ vocabulary: MelodyVocabulary) { self.vocabulary = vocabulary }

    /// - Throws: `TokenizationError` where there is no melody, its bars are not all of one meter, or a note has no
    ///   token.
    func encoding(of score: Score) throws -> Encoding {
        var losses = Self.losses(of: score)
        let played = score.played()
        let melody = try Self.melody(of: played, &losses)
        let end = max(melody[melody.count - 1].end, played.barlines.last?.onset ?? 0)
        let meter = try meter(of: played, before: end)
        guard let meterID = vocabulary.id(of: meter) else {
            let steps = vocabulary.stepsPerQuarter
            throw TokenizationError("the melody tokenizer has no meter \(meter) at \(steps) steps a quarter")
        }
        var key = played.keys.first?.value ?? Key(Key.cMajor.tonic, .none)
        if !key.accidentals.isEmpty {
            losses.append("accidentals of the key")
            key.accidentals = []
        }
        guard let keyIDs = vocabulary.ids(of: key) else {
            throw TokenizationError("the melody tokenizer has no key \(key)")
        }
        if played.keys.contains(where: { $0.value != played.keys[0].value }) { losses.append("changes of key") }

        let grid = try MelodyGrid(played, meter, end: end, vocabulary)
        var steps = try self.steps(melody, grid, &losses)
        losses += grid.losses
        // Leading bars of rest carry no music, and would look like a pickup.
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
        tokens.append(MelodyVocabulary.end)
        return Encoding(tokens: tokens, losses: losses)
    }

    /// The token of each step.
    private func steps(_ melody: [Sound], _ grid: MelodyGrid, _ losses: inout [String]) throws -> [TokenID] {
        var steps = [TokenID](repeating: vocabulary.rest, count: grid.barCount * grid.stepsPerBar)
        var moved = 0
        var lost = 0
        for (i, sound) in melody.enumerated() {
            guard let token = vocabulary.note(sound.pitch.midi) else {
                let range = vocabulary.range
                throw TokenizationError(
                    "the note \(sound.pitch) (\(sound.pitch.midi)) is not between \(range.lowerBound) and \(range.upperBound)"
                )
            }
            let (start, isExact) = grid.step(at: sound.onset)
            let (end, endIsExact) = grid.step(at: sound.end, isEnd: true)
            if i + 1 < melody.count, grid.step(at: melody[i + 1].onset).step <= start {
                lost += 1
                continue
            }
            if !isExact || !endIsExact { moved += 1 }
            guard start < steps.count else { continue }
            steps[start] = token
            // A note takes a step, however short it is.
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
        if let change = meters.first(where: { $0.value != meter }) {
            throw TokenizationError("its meter changes from \(meter) to \(change.value)")
        }
        return meter
    }

    // MARK: The melody

    private struct Sound {
        var onset: Int
        var end: Int
        var pitch: Pitch
    }

    /// The highest notes of the first voice with notes, each ending where the next one starts at the latest.
    private static func melody(of played: Score, _ losses: inout [String]) throws -> [Sound] {
        guard let part = played.parts.first(where: { !$0.isDrums && !$0.notes.isEmpty }) else {
            throw TokenizationError("it has no notes")
        }
        if played.parts.count(where: { !$0.notes.isEmpty }) > 1 { losses.append("other parts") }
        let voice = part.notes.map(\.voice).min() ?? 0
        var result: [Sound] = []
        var hasVoices = false
        var hasChords = false
        var hasOverlaps = false
        for note in part.notes {
            if note.voice != voice {
                hasVoices = true
                continue
            }
            guard note.onset >= 0, note.duration > 0, note.onset < 1 << 48, note.duration < 1 << 48 else { continue }
            if let last = result.last {
                if note.onset <= last.onset {
                    hasChords = true
                    if note.pitch.midi > last.pitch.midi {
                        result[result.count - 1].pitch = note.pitch
                        result[result.count - 1].end = note.end
                    }
                    continue
                }
                if last.end > note.onset {
                    hasOverlaps = true
                    result[result.count - 1].end = note.onset
                }
            }
            result.append(Sound(onset: note.onset, end: note.end, pitch: note.pitch))
        }
        if result.isEmpty { throw TokenizationError("it has no notes") }
        if hasVoices { losses.append("other voices") }
        if hasChords { losses.append("chords, but for their highest notes") }
        if hasOverlaps { losses.append("notes that sound on into the next") }
        return result
    }

    /// What of a score these tokens never hold.
    private static func losses(of score: Score) -> [String] {
        var losses: [String] = []
        if score.barlines.contains(where: { $0.endsRepeat }) { losses.append("repeats, which are written out") }
        if !score.header.rhythm.isEmpty { losses.append("kind of tune") }
        if !score.chordSymbols.isEmpty { losses.append("chord symbols") }
        let marks = score.parts.flatMap { $0.notes.lazy.map(\.marks) + $0.rests.lazy.map(\.marks) }.filter {
            !$0.isEmpty
        }
        if marks.contains(where: { !$0.graces.isEmpty }) { losses.append("grace notes") }
        if marks.contains(where: { !$0.decorations.isEmpty }) { losses.append("decorations") }
        if marks.contains(where: { $0.slurStarts > 0 || $0.slurEnds > 0 }) { losses.append("slurs") }
        if marks.contains(where: { !$0.lyrics.isEmpty }) { losses.append("lyrics") }
        return losses
    }
}

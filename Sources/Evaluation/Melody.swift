import MuseMusic

/// The tune as one hears it, without its graces: the first voice of the first part that has notes, of chords the
/// highest note, tied notes as one. As written: repeats are not unfolded.
struct Melody {
    struct Tone: Hashable {
        var onset: Int
        var duration: Int
        var midi: Int
        /// `Pitch.staffPosition`: steps of the scale, whatever their accidentals.
        var staffPosition: Int

        var end: Int { onset + duration }
    }

    /// In order of onset.
    let tones: [Tone]
    private let ticksPerQuarter: Int

    /// The melody whatever its key: how each tone but the first follows the one before.
    var steps: [MelodyStep] {
        zip(tones, tones.dropFirst()).map { before, tone in
            MelodyStep(interval: tone.midi - before.midi, duration: tone.duration * 10_080 / ticksPerQuarter)
        }
    }

    init(_ score: Score) {
        ticksPerQuarter = score.ticksPerQuarter
        let part = score.parts.first { !$0.isDrums && !$0.notes.isEmpty } ?? score.parts.first { !$0.notes.isEmpty }
        var tones: [Tone] = []
        guard let part, let voice = part.notes.lazy.map(\.voice).min() else {
            self.tones = []
            return
        }
        tones.reserveCapacity(part.notes.count)
        // Whether the last tone's note is tied onwards.
        var isTied = false
        for note in part.notes where note.voice == voice {
            let midi = note.pitch.midi
            if let last = tones.last, last.onset == note.onset {
                guard midi > last.midi else { continue }
                tones.removeLast()
            } else if isTied, let last = tones.last, last.midi == midi, last.end == note.onset {
                tones[tones.count - 1].duration += note.duration
                isTied = note.isTied
                continue
            }
            tones.append(
                Tone(
                    onset: note.onset, duration: note.duration, midi: midi, staffPosition: note.pitch.staffPosition))
            isTied = note.isTied
        }
        self.tones = tones
    }

    /// The tones that begin in a stretch of time.
    func tones(from start: Int, to end: Int) -> ArraySlice<Tone> {
        let first = firstIndex(from: start)
        return tones[first..<max(first, firstIndex(from: end))]
    }

    func tones(in bar: Bar) -> ArraySlice<Tone> { tones(from: bar.start, to: bar.end) }

    /// The last tone that begins before `end`.
    func last(before end: Int) -> Tone? {
        let i = firstIndex(from: end)
        return i > 0 ? tones[i - 1] : nil
    }

    /// The first tone that begins at `onset` or later, by bisection.
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

struct MelodyStep: Hashable, Sendable {
    /// In semitones.
    var interval: Int
    /// Of the second tone, in 10 080ths of a quarter.
    var duration: Int
}

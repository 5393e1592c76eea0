/// The names of the chords that have tokens.
struct ChordNames {
    /// The qualities and the semitones of their notes above the lowest.
    ///
    /// Source: MidiTok 3.1.0, `CHORD_MAPS`.
    static let qualities: [(name: String, intervals: [Int])] = [
        ("min", [0, 3, 7]), ("maj", [0, 4, 7]), ("dim", [0, 3, 6]), ("aug", [0, 4, 8]), ("sus2", [0, 2, 7]),
        ("sus4", [0, 5, 7]), ("7dom", [0, 4, 7, 10]), ("7min", [0, 3, 7, 10]), ("7maj", [0, 4, 7, 11]),
        ("7halfdim", [0, 3, 6, 10]), ("7dim", [0, 3, 6, 9]), ("7aug", [0, 4, 8, 11]), ("9maj", [0, 4, 7, 10, 14]),
        ("9min", [0, 4, 7, 10, 13]),
    ]
    private static let roots = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]

    private let hasRoots: Bool
    private let unknown: Range<Int>

    init(_ options: EventOptions) {
        hasRoots = options.chordRoots
        unknown = options.unknownChords
    }

    /// In the order of their tokens: by quality, then by root.
    var names: [String] {
        let unknownNames = unknown.map { hasRoots ? "ukn\($0)" : "\($0)" }
        return (Self.qualities.map(\.name) + unknownNames).flatMap { name in
            hasRoots ? Self.roots.map { "\($0):\(name)" } : [name]
        }
    }

    /// The index of a chord; nil if it has no token.
    ///
    /// - Parameter pitches: the notes of the chord, the first one being its root.
    func index(of pitches: [Int]) -> Int? {
        let intervals = pitches.map { $0 - pitches[0] }
        let known = Self.qualities.firstIndex { $0.intervals == intervals }
        let place =
            known
            ?? (unknown.contains(pitches.count)
                ? Self.qualities.count + pitches.count - unknown.lowerBound : nil)
        return place.map { hasRoots ? 12 * $0 + pitches[0] % 12 : $0 }
    }
}

/// Finds chords: notes that start and end at nearly the same time and form a known chord above the first of them.
///
/// Source: MidiTok 3.1.0, `detect_chords`; inversions are not recognised.
struct ChordDetection {
    private let names: ChordNames
    /// The time between onsets of one chord, in parts of a beat.
    private let positionsPerBeat: Int
    private static let mostNotes = 10

    init(_ options: EventOptions) {
        names = ChordNames(options)
        positionsPerBeat = options.beatRes.first { $0.range.contains(0) }?.perBeat ?? options.positionsPerBeat
    }

    /// The chords of a track, in order of time.
    func chords(_ notes: [EventMusic.Note], _ music: EventMusic) -> [EventMusic.Change] {
        var result: [EventMusic.Change] = []
        var next = 0
        var previous: Int32 = -1
        var section = 0
        while next < notes.count {
            if notes[next].onset == previous {
                next += 1
                continue
            }
            let first = notes[next]
            section = music.section(at: Int(first.onset), from: section)
            let beat = music.sections[section].ticksPerBeat
            let half = Int32(beat / 2)
            // Onsets at most a position apart, as a fraction of ticks.
            let group = notes[next..<min(notes.count, next + Self.mostNotes)].filter {
                (Int($0.onset) - Int(first.onset)) * positionsPerBeat <= beat
            }
            if group.contains(where: { abs($0.end - first.end) > half }) {
                next += group.count
                continue
            }
            let together = first.duration <= half ? group.filter { $0.onset == first.onset } : group
            let chord = together.filter { $0.end - first.end <= half }
            if (3...5).contains(chord.count), chord[chord.count - 1].pitch <= first.pitch + 24,
                let index = names.index(of: chord.map { Int($0.pitch) })
            {
                result.append(EventMusic.Change(time: Int(chord.map(\.onset).min() ?? first.onset), index: index))
            }
            previous = together.map(\.onset).max() ?? first.onset
            next += together.count
        }
        return result
    }
}

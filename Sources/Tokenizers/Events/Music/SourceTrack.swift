import MuseMusic

/// The notes and controls of one program of a part, in ticks of the score.
struct SourceTrack {
    struct Note {
        var onset: Int
        var duration: Int
        var pitch: UInt8
        var velocity: UInt8
    }

    /// -1 for drums.
    var program: Int
    /// In order of onset, then as in the score.
    var notes: [Note] = []
    /// The presses of the sustain pedal, in order.
    var pedals: [(onset: Int, duration: Int)] = []
    /// Pitch bends, -8192 to 8191.
    var bends: [(time: Int, value: Int)] = []

    /// The tracks of a score: one for each part, or several if its program changes.
    ///
    /// - Parameter pressesAtStart: whether the pedals of channels other than the first count as pressed at the start,
    ///   as in symusic 0.6.0.
    static func tracks(of score: Score, pressesAtStart: Bool) -> [SourceTrack] {
        var result: [SourceTrack] = []
        for part in score.parts where !part.notes.isEmpty {
            var track = SourceTrack(program: part.isDrums ? -1 : part.program)
            track.notes = part.notes.compactMap { $0.isEvent ? Note($0) : nil }
            track.addControls(part.controls, isPressed: pressesAtStart && (part.channel ?? 0) > 0)
            let changes = part.isDrums ? [] : part.programChanges
            if changes.isEmpty { result.append(track) } else { result += track.split(at: changes) }
        }
        return result
    }

    /// The tracks of each program, in order of programs.
    private func split(at changes: [Timed<UInt8>]) -> [SourceTrack] {
        let first = program
        func programAt(_ time: Int) -> Int { changes.value(at: time).map { Int($0) } ?? first }
        var programs: [Int] = []
        for note in notes where !programs.contains(programAt(note.onset)) { programs.append(programAt(note.onset)) }
        return programs.sorted().map { own in
            var track = SourceTrack(program: own)
            track.notes = notes.filter { programAt($0.onset) == own }
            track.pedals = pedals.filter { programAt($0.onset + $0.duration) == own }
            track.bends = bends.filter { programAt($0.time) == own }
            return track
        }
    }

    private mutating func addControls(_ controls: [Timed<Control>], isPressed: Bool) {
        var pressed = isPressed ? 0 : nil
        for control in controls where (0..<1 << 48).contains(control.onset) {
            switch control.value {
            case .controller(64, let value) where value >= 64: pressed = pressed ?? control.onset
            case .controller(64, _):
                if let start = pressed { pedals.append((start, control.onset - start)) }
                pressed = nil
            case .bend(let value): bends.append((control.onset, Int(value) - 8192))
            default: break
            }
        }
    }
}

extension SourceTrack.Note {
    init(_ note: Note) {
        self.init(
            onset: note.onset, duration: note.duration, pitch: UInt8(clamping: note.pitch.midi), velocity: note.velocity
        )
    }
}

extension Part {
    /// The programs set after the first note.
    fileprivate var programChanges: [Timed<UInt8>] {
        controls.compactMap { control in
            if case .program(let program) = control.value { Timed(control.onset, program) } else { nil }
        }
    }
}

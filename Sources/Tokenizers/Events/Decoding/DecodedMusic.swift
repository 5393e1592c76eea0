import MuseMusic

/// Music read from event tokens, in ticks of the scheme.
struct DecodedMusic {
    struct Track {
        /// -1 for drums.
        var program: Int
        var notes: [Note] = []
        var controls: [Timed<Control>] = []
    }

    let options: EventOptions
    let ticksPerQuarter: Int
    private(set) var tracks: [Track] = []
    private var order = TrackOrder()
    var meters: [EventMusic.Change] = []
    var tempos: [EventMusic.Change] = []
    var keys: [EventMusic.Change] = []
    private let spellings: [Pitch] = (0..<128).map { Key.cMajor.spelling(ofMIDI: $0) }

    init(_ options: EventOptions, ticksPerQuarter: Int) {
        self.options = options
        self.ticksPerQuarter = ticksPerQuarter
    }

    /// Starts a track and returns its index.
    mutating func addTrack(program: Int) -> Int {
        tracks.append(Track(program: program))
        return tracks.count - 1
    }

    /// The track of a program in a sequence of all tracks.
    ///
    /// - Parameter time: the time of an event of the track that comes next in the sequence.
    mutating func track(ofProgram program: Int, at time: Int) -> Int {
        let index = tracks.firstIndex { $0.program == program } ?? addTrack(program: program)
        order.visit(index, at: time)
        return index
    }

    /// Adds a note and returns its index.
    @discardableResult
    mutating func addNote(_ track: Int, _ onset: Int, _ duration: Int, _ pitch: Int, velocity: Int) -> Int {
        tracks[track].notes.append(
            Note(
                onset: onset, duration: duration, pitch: spellings[min(max(0, pitch), 127)],
                velocity: UInt8(clamping: velocity)))
        return tracks[track].notes.count - 1
    }

    mutating func setEnd(_ track: Int, _ note: Int, _ end: Int) {
        tracks[track].notes[note].duration = max(1, end - tracks[track].notes[note].onset)
    }

    mutating func setProgram(_ track: Int, _ program: Int) { tracks[track].program = program }
    mutating func setDrums(_ track: Int) { tracks[track].program = -1 }

    mutating func addPedal(_ track: Int, from start: Int, to end: Int) {
        tracks[track].controls.append(Timed(start, .controller(64, 127)))
        tracks[track].controls.append(Timed(end, .controller(64, 0)))
    }

    mutating func addBend(_ track: Int, at time: Int, _ index: Int) {
        guard let bends = options.bends else { return }
        tracks[track].controls.append(Timed(time, .bend(UInt16(clamping: bends[index] + 8192))))
    }

    /// The music as a performance.
    func score() -> Score {
        var score = Score(ticksPerQuarter: ticksPerQuarter)
        score.performance = Performance(statesMeter: !meters.isEmpty, statesKey: !keys.isEmpty)
        let meters = options.allMeters
        score.meters = self.meters.map { Timed($0.time, Meter(meters[$0.index].beats, meters[$0.index].unit)) }
        if score.meters.first?.onset != 0 { score.meters.insert(Timed(0, Meter(4, 4)), at: 0) }
        score.tempos = tempos.map { Timed($0.time, Tempo(bpm: options.tempos?[$0.index])) }
        score.keys = keys.map { key in
            let fifths = key.index / 2 - 7
            let isMinor = key.index % 2 == 1
            return Timed(key.time, Key(PitchClass(fifths: isMinor ? fifths + 3 : fifths), isMinor ? .minor : .major))
        }
        score.parts = order.indices(tracks.count).compactMap { part(of: tracks[$0]) }
        addBarlines(to: &score)
        return score
    }

    /// Adds a bar line at the end of each bar up to the end of the music, which malformed tokens can place far away.
    private func addBarlines(to score: inout Score) {
        let end = score.end
        for (i, meter) in score.meters.enumerated() where meter.onset < end {
            let stop = i + 1 < score.meters.count ? min(end, score.meters[i + 1].onset) : end
            let length = max(1, meter.value.barTicks(ticksPerQuarter) ?? 1)
            guard (stop - meter.onset) / length < EventPreprocessor.limit else {
                score.barlines = []
                return
            }
            for place in stride(from: meter.onset + length, to: stop + length, by: length) {
                score.barlines.append(Barline(onset: place))
            }
        }
        if !score.barlines.isEmpty { score.barlines[score.barlines.count - 1].style = .final }
    }

    private func part(of track: Track) -> Part? {
        guard !track.notes.isEmpty else { return nil }
        let isDrums = track.program == -1
        let program = max(0, track.program)
        var part = Part(name: isDrums ? "Drums" : GeneralMIDI.instruments[program], program: program, isDrums: isDrums)
        let (notes, controls) = (track.notes, track.controls)
        part.notes = notes.indices.sorted { (notes[$0].onset, $0) < (notes[$1].onset, $1) }.map { notes[$0] }
        part.controls = controls.indices.sorted { (controls[$0].onset, $0) < (controls[$1].onset, $1) }
            .map { controls[$0] }
        return part
    }
}

/// The order of tracks that the order of their events at one time shows.
struct TrackOrder {
    /// For each track, the tracks that come before it.
    private var before: [Set<Int>] = []
    private var time = -1
    private var visited: [Int] = []

    mutating func visit(_ track: Int, at time: Int) {
        if time != self.time {
            self.time = time
            visited = []
        }
        guard visited.last != track else { return }
        while before.count <= track { before.append([]) }
        if !visited.contains(track) {
            before[track].formUnion(visited)
            visited.append(track)
        }
    }

    /// The tracks in an order in which each comes after those before it; of several, the first in the sequence.
    func indices(_ count: Int) -> [Int] {
        var rest = Array(0..<count)
        var result: [Int] = []
        while !rest.isEmpty {
            let place = rest.firstIndex { track in
                !before.indices.contains(track) || before[track].isDisjoint(with: rest)
            }
            result.append(rest.remove(at: place ?? 0))
        }
        return result
    }
}

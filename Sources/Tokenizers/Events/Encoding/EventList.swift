import MuseProtocols

/// An event of a sequence, with its tokens: those of times and bars are added by the scheme.
struct SequenceEvent {
    enum Kind: UInt8 {
        case meter, tempo, key, noteOff, pedal, pedalOff, bend, chord, note
    }

    var time: Int32
    /// The end of a note; the time itself for other events.
    var end: Int32
    /// The program of a track, -1 for drums.
    var program: Int16
    var kind: Kind
    /// The pitch of a note, the value of other events.
    var token: TokenID
    /// The velocity; negative if there is none.
    var velocity: TokenID = -1
    /// The duration of a note or pedal; negative if there is none.
    var duration: TokenID = -1
}

/// Collects the events of a sequence in order of time.
///
/// Source: MidiTok 3.1.0, `_create_global_events` and `_create_track_events`: at one time meters, tempos and keys come
/// first, then for each track pedals, bends, chords and notes.
struct EventList {
    private let options: EventOptions
    private let vocabulary: EventVocabulary
    private let music: EventMusic
    private let chords: ChordDetection
    /// Whether notes end by events of their own.
    private let hasEnds: Bool
    private(set) var events: [SequenceEvent] = []

    init(_ options: EventOptions, _ vocabulary: EventVocabulary, _ music: EventMusic, hasEnds: Bool = false) {
        self.options = options
        self.vocabulary = vocabulary
        self.music = music
        self.hasEnds = hasEnds
        chords = ChordDetection(options)
    }

    /// The sequences of a piece: one, or one for each track.
    static func sequences(
        _ options: EventOptions, _ vocabulary: EventVocabulary, _ music: EventMusic, hasEnds: Bool = false
    ) -> [EventList] {
        let empty = EventList(options, vocabulary, music, hasEnds: hasEnds)
        let groups = options.isOneStream || music.tracks.isEmpty ? [music.tracks] : music.tracks.map { [$0] }
        return groups.map { tracks in
            var list = empty
            list.addGlobals()
            for track in tracks { list.add(track) }
            list.sort()
            return list
        }
    }

    private mutating func addGlobals() {
        func add(_ kind: SequenceEvent.Kind, _ type: EventType, _ changes: [EventMusic.Change]) {
            for change in changes {
                let time = Int32(clamping: change.time)
                events.append(
                    SequenceEvent(
                        time: time, end: time, program: 0, kind: kind, token: vocabulary.id(type, change.index)))
            }
        }
        if vocabulary.has(.meter) { add(.meter, .meter, music.meters) }
        if vocabulary.has(.tempo) { add(.tempo, .tempo, music.tempos) }
        if vocabulary.has(.key) { add(.key, .key, music.keys) }
    }

    private mutating func add(_ track: EventMusic.Track) {
        let program = Int16(track.program)
        func event(_ kind: SequenceEvent.Kind, _ time: Int, _ token: TokenID) -> SequenceEvent {
            SequenceEvent(
                time: Int32(clamping: time), end: Int32(clamping: time), program: program, kind: kind, token: token)
        }
        if options.usesPedals {
            let index = options.programs.map { $0.firstIndex(of: track.program) ?? 0 } ?? 0
            for pedal in track.pedals {
                var press = event(.pedal, pedal.onset, vocabulary.id(.pedal, index))
                if options.pedalDurations {
                    press.duration = vocabulary.id(.duration, pedal.durationIndex)
                    events.append(press)
                } else {
                    events.append(press)
                    events.append(event(.pedalOff, pedal.onset + pedal.duration, vocabulary.id(.pedalOff, index)))
                }
            }
        }
        for bend in track.bends { events.append(event(.bend, bend.time, vocabulary.id(.bend, bend.index))) }
        if options.usesChords, !track.isDrums {
            for chord in chords.chords(track.notes, music) {
                events.append(event(.chord, chord.time, vocabulary.id(.chord, chord.index)))
            }
        }
        addNotes(of: track)
    }

    private mutating func addNotes(of track: EventMusic.Track) {
        let hasDrums = track.isDrums && options.usesDrumPitches
        let start: EventType = hasEnds ? (hasDrums ? .drumOn : .noteOn) : (hasDrums ? .pitchDrum : .pitch)
        let lowest = (hasDrums ? options.drumPitches : options.pitches).lowerBound
        let firstPitch = vocabulary.id(start) - TokenID(lowest)
        let firstEnd = hasEnds ? vocabulary.id(hasDrums ? .drumOff : .noteOff) - TokenID(lowest) : 0
        let firstVelocity = options.velocities.isEmpty ? nil : vocabulary.id(.velocity)
        let firstDuration = vocabulary.has(.duration) ? vocabulary.id(.duration) : 0
        var intervals = options.maxInterval.map { PitchIntervals($0, options.maxIntervalBeats) }
        events.reserveCapacity(events.count + track.notes.count * (hasEnds ? 2 : 1))
        for note in track.notes {
            var event = SequenceEvent(
                time: note.onset, end: note.end, program: Int16(track.program), kind: .note,
                token: firstPitch + TokenID(note.pitch))
            if !track.isDrums, let interval = intervals?.interval(to: note, music) {
                event.token = vocabulary.id(interval.type, interval.index)
            }
            if let firstVelocity { event.velocity = firstVelocity + TokenID(note.velocity) }
            if !hasEnds, note.durationIndex >= 0 { event.duration = firstDuration + TokenID(note.durationIndex) }
            events.append(event)
            if hasEnds {
                events.append(
                    SequenceEvent(
                        time: note.end, end: note.end, program: Int16(track.program), kind: .noteOff,
                        token: firstEnd + TokenID(note.pitch)))
            }
        }
    }

    /// Sorts by time. Events of one time keep their order; ends of notes precede chords.
    private mutating func sort() {
        let ranks = hasEnds && options.usesChords
        var keys: [UInt64] = []
        keys.reserveCapacity(events.count)
        var isSorted = true
        for (index, event) in events.enumerated() {
            let key =
                UInt64(UInt32(max(0, event.time))) << 32 | UInt64(ranks ? event.kind.rank : 0) << 28 | UInt64(index)
            if let last = keys.last, last > key { isSorted = false }
            keys.append(key)
        }
        if isSorted { return }
        keys.sort()
        events = keys.map { events[Int($0 & 0xFFF_FFFF)] }
    }
}

extension SequenceEvent.Kind {
    /// The order of events at one time in sequences with ends of notes and chords.
    ///
    /// Source: MidiTok 3.1.0, `MIDILike._order`.
    fileprivate var rank: Int {
        switch self {
        case .meter, .tempo, .key: 0
        case .noteOff: 1
        case .pedal, .pedalOff: 2
        case .bend: 3
        case .chord, .note: 10
        }
    }
}

/// States pitches as intervals from the notes before.
///
/// Source: MidiTok 3.1.0, `use_pitch_intervals`.
struct PitchIntervals {
    private let most: Int
    private let beats: Double
    private var section = -1
    private var longest = 0
    private var onset: Int?
    private var pitchOfOnset = -128
    private var pitchBefore = -128

    init(_ most: Int, _ beats: Double) {
        self.most = most
        self.beats = beats
    }

    /// The interval that states a note; nil if its pitch is stated.
    mutating func interval(to note: EventMusic.Note, _ music: EventMusic) -> (type: EventType, index: Int)? {
        let (time, pitch) = (Int(note.onset), Int(note.pitch))
        let section = music.section(at: time, from: max(0, self.section))
        if section != self.section {
            self.section = section
            longest = Int((Double(music.sections[section].ticksPerBeat) * beats).rounded(.toNearestOrEven))
        }
        defer { onset = time }
        if time != onset {
            let interval = pitch - pitchOfOnset
            let isNear = onset.map { time - $0 <= longest } ?? false
            (pitchOfOnset, pitchBefore) = (pitch, pitch)
            return isNear && abs(interval) <= most ? (.intervalTime, interval + most) : nil
        }
        let interval = pitch - pitchBefore
        pitchBefore = pitch
        if abs(interval) <= most { return (.intervalChord, interval + most) }
        pitchOfOnset = pitch
        return nil
    }
}

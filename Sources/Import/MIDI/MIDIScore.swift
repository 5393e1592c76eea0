import MuseMusic
import MuseProtocols

/// Builds a score from the events of the tracks.
struct MIDIScore {
    private(set) var score: Score
    private let events: MIDIEvents
    private var speller = PitchSpeller([])
    /// The track and channel of each part.
    private var channels: [(track: Int, channel: Int)] = []

    init(
        _ events: MIDIEvents, _ file: MIDIFile, _ notation: NotationSettings, _ problems: inout MIDIDiagnostics
    ) {
        self.events = events
        score = Score(ticksPerQuarter: file.division.ticksPerQuarter)
        score.meters = Self.timeline(events.meters, default: Meter(4, 4))
        // SMPTE time does not depend on the tempo.
        score.tempos = Self.timeline(
            file.division.isFrames ? [] : events.tempos, default: Tempo(bpm: 120), keepsRepetitions: true)
        score.keys = Self.timeline(events.keys, default: nil, keepsRepetitions: true)
        score.performance = Performance(
            statesMeter: !events.meters.isEmpty, statesKey: !events.keys.isEmpty,
            statesTempo: events.tempos.contains { $0.onset == 0 })
        score.setNotation(notation)
        score.labels = events.markers.filter { !$0.value.isEmpty }
        score.labels = score.labels.indices.sorted { (score.labels[$0].onset, $0) < (score.labels[$1].onset, $1) }
            .map { [labels = score.labels] in labels[$0] }
        speller = PitchSpeller(score.keys)
        readHeader()
        for i in events.tracks.indices { addParts(ofTrack: i, isNamed: i > 0 || file.format > 0) }
        addControls()
        addKaraoke()
        let end = score.end
        if let barlines = BarlinesByMeter.barlines(score.meters, ticksPerQuarter: score.ticksPerQuarter, end: end) {
            score.barlines = barlines
        } else {
            problems.add(.warning, "more than \(BarlinesByMeter.limit) bars; read without bar lines", at: 0)
        }
    }

    /// Sorts values by onset and keeps the last of several at one onset.
    ///
    /// - Parameter keepsRepetitions: whether a value that repeats the one in force is kept.
    private static func timeline<Value>(
        _ values: [Timed<Value>], default: Value?, keepsRepetitions: Bool = false
    ) -> [Timed<Value>] {
        var result: [Timed<Value>] = `default`.map { [Timed(0, $0)] } ?? []
        for i in values.indices.sorted(by: { (values[$0].onset, $0) < (values[$1].onset, $1) }) {
            if result.last?.onset == values[i].onset { result.removeLast() }
            if keepsRepetitions || result.last?.value != values[i].value { result.append(values[i]) }
        }
        return result
    }

    private mutating func readHeader() {
        let composer = "Composer: "
        score.header.composers = events.texts.filter { $0.hasPrefix(composer) }.map {
            String($0.dropFirst(composer.count))
        }
        guard let first = events.tracks.first else { return }
        let text = first.channels == 0 ? events.texts.first { !$0.isEmpty && !$0.hasPrefix(composer) } : nil
        let karaoke = MIDILyrics.title(events.texts + events.tracks.flatMap { $0.texts.map(\.value) })
        let title = karaoke ?? (first.name.isEmpty ? text ?? "" : first.name)
        if !title.isEmpty { score.header.titles = [title] }
    }

    // MARK: Parts

    /// - Parameter isNamed: whether the name of the track names its parts, instead of being the title of the file.
    private mutating func addParts(ofTrack number: Int, isNamed: Bool) {
        let track = events.tracks[number]
        let first = score.parts.count
        for channel in 0..<16 where track.channels >> UInt16(channel) & 1 == 1 {
            let notes = readNotes(of: track, channel: channel)
            if notes.isEmpty { continue }
            let trackProgram = track.programs[channel]
            let program = trackProgram >= 0 ? trackProgram : max(0, events.programs[channel])
            score.parts.append(
                Part(
                    name: isNamed && !track.name.isEmpty ? track.name : track.instrument, program: Int(program),
                    isDrums: channel == 9, notes: notes))
            score.parts[score.parts.count - 1].channel = UInt8(channel)
            channels.append((number, channel))
        }
        if !track.lyrics.isEmpty, score.parts.count > first {
            assign(MIDILyrics(track.lyrics).syllables, part: first)
        }
    }

    /// Adds the controls of each channel to the parts of their track and channel, or else to the first part of their
    /// channel: the state of a channel is that of the file.
    private mutating func addControls() {
        for (number, track) in events.tracks.enumerated() {
            for control in track.controls {
                let own = channels.firstIndex { $0.track == number && $0.channel == Int(control.channel) }
                guard let part = own ?? channels.firstIndex(where: { $0.channel == Int(control.channel) }) else {
                    continue
                }
                score.parts[part].controls.append(control.event)
            }
        }
        for i in score.parts.indices {
            // The program at the first note is that of the part.
            let first = score.parts[i].notes.first?.onset ?? 0
            let controls = score.parts[i].controls.filter { control in
                if case .program = control.value, control.onset <= first { false } else { true }
            }
            score.parts[i].controls = controls.indices.sorted { (controls[$0].onset, $0) < (controls[$1].onset, $1) }
                .map { controls[$0] }
        }
    }

    /// Adds lyrics or karaoke texts from tracks without notes to the part that has notes at most of their times.
    private mutating func addKaraoke() {
        let isKaraoke = events.tracks.contains { $0.texts.contains { $0.value.hasPrefix("@") } }
        for track in events.tracks where track.channels == 0 {
            let words = track.lyrics.isEmpty && isKaraoke ? track.texts : track.lyrics
            let syllables = MIDILyrics(words).syllables
            guard !syllables.isEmpty else { continue }
            let counts = score.parts.map { part in
                let onsets = Set(part.notes.map(\.onset))
                return part.isDrums ? -1 : syllables.count { onsets.contains($0.onset) }
            }
            guard let most = counts.max(), most > 0, let part = counts.firstIndex(of: most) else { continue }
            assign(syllables, part: part)
        }
    }

    private mutating func readNotes(of track: MIDIEvents.Track, channel: Int) -> [Note] {
        let isOnlyChannel = track.channels & (track.channels - 1) == 0
        var speller = speller
        defer { self.speller = speller }
        return events.notes.withUnsafeBufferPointer { all in
            let range = track.notes
            let count = isOnlyChannel ? range.count : range.count { Int(all[$0].channel) == channel }
            return [Note](unsafeUninitializedCapacity: count) { buffer, written in
                for i in range where all[i].duration >= 0 && (isOnlyChannel || Int(all[i].channel) == channel) {
                    let note = all[i]
                    buffer.initializeElement(
                        at: written,
                        to: Note(
                            onset: note.onset, duration: note.duration,
                            pitch: speller.pitch(note.key, at: note.onset), velocity: note.velocity))
                    written += 1
                }
            }
        }
    }

    /// Assigns each syllable to the note that starts at its onset.
    private mutating func assign(_ lyrics: [Timed<String>], part: Int) {
        var note = 0
        for syllable in lyrics where !syllable.value.isEmpty {
            while note < score.parts[part].notes.count, score.parts[part].notes[note].onset < syllable.onset {
                note += 1
            }
            guard note < score.parts[part].notes.count, score.parts[part].notes[note].onset == syllable.onset,
                score.parts[part].notes[note].marks.isEmpty
            else { continue }
            score.parts[part].notes[note].marks.lyrics = [syllable.value]
        }
    }
}

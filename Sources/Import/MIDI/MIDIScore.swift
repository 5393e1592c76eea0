import MuseMusic
import MuseProtocols

/// Builds a score from the events of the tracks.
struct MIDIScore {
    private(set) var score: Score
    private let events: MIDIEvents
    private var speller = PitchSpeller([])

    init(_ events: MIDIEvents, _ file: MIDIFile, _ problems: inout MIDIDiagnostics) {
        self.events = events
        score = Score(ticksPerQuarter: file.division.ticksPerQuarter)
        score.meters = Self.timeline(events.meters, default: Meter(4, 4))
        // SMPTE time does not depend on the tempo.
        score.tempos = Self.timeline(file.division.isFrames ? [] : events.tempos, default: Tempo(bpm: 120))
        score.keys = Self.timeline(events.keys, default: nil)
        score.labels = events.markers.filter { !$0.value.isEmpty }
        score.labels = score.labels.indices.sorted { (score.labels[$0].onset, $0) < (score.labels[$1].onset, $1) }
            .map { [labels = score.labels] in labels[$0] }
        speller = PitchSpeller(score.keys)
        readHeader()
        for i in events.tracks.indices { addParts(of: events.tracks[i], isNamed: i > 0 || file.format > 0) }
        let end = score.end
        if let barlines = BarlinesByMeter.barlines(score.meters, ticksPerQuarter: score.ticksPerQuarter, end: end) {
            score.barlines = barlines
        } else {
            problems.add(.warning, "more than \(BarlinesByMeter.limit) bars; read without bar lines", at: 0)
        }
    }

    /// Sorts values by onset, keeps the last of several at one onset and drops repetitions of the value in force.
    private static func timeline<Value>(_ values: [Timed<Value>], default: Value?) -> [Timed<Value>] {
        var result: [Timed<Value>] = `default`.map { [Timed(0, $0)] } ?? []
        for i in values.indices.sorted(by: { (values[$0].onset, $0) < (values[$1].onset, $1) }) {
            if result.last?.onset == values[i].onset { result.removeLast() }
            if result.last?.value != values[i].value { result.append(values[i]) }
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
        let title = first.name.isEmpty ? text ?? "" : first.name
        if !title.isEmpty { score.header.titles = [title] }
    }

    // MARK: Parts

    /// - Parameter isNamed: whether the name of the track names its parts, instead of being the title of the file.
    private mutating func addParts(of track: MIDIEvents.Track, isNamed: Bool) {
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
        }
        if !track.lyrics.isEmpty, score.parts.count > first { assignLyrics(track.lyrics, part: first) }
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
    private mutating func assignLyrics(_ lyrics: [Timed<String>], part: Int) {
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

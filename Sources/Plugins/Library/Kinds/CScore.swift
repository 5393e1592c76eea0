import CMusePlugin
import MuseMusic
import MuseProtocols
import MuseStorage

/// Scores as structs of `muse_plugin.h`.
enum CScore {
    private static let maxParts: Int32 = 1 << 10
    /// The names of notes and keys in fifths above C, from Fbb to B##.
    fileprivate static let spellings = -15...19

    /// Calls `body` with scores, valid until it returns.
    ///
    /// - Parameter json: scores as JSON.
    /// - Throws: `DetokenizationError` if the JSON is not a score; errors of `body`.
    static func with(_ json: [JSON], _ body: (UnsafePointer<muse_score>?, Int) throws -> Void) throws {
        let memory = CMemory()
        try withExtendedLifetime(memory) {
            let scores = try json.map { try structure(of: Score(json: $0), $0, in: memory) }
            try scores.withUnsafeBufferPointer { try body($0.baseAddress, $0.count) }
        }
    }

    private static func structure(of score: Score, _ json: JSON, in memory: CMemory) throws -> muse_score {
        let parts = score.parts.enumerated()
        let notes = memory.array(parts.flatMap { part, music in music.notes.map { muse_note($0, part: part) } })
        let rests = memory.array(
            parts.flatMap { part, music in
                music.rests.map {
                    muse_rest(
                        onset: Int32(clamping: $0.onset), duration: Int32(clamping: $0.duration),
                        voice: Int32($0.voice), part: Int32(part), is_open: $0.isOpen ? 1 : 0)
                }
            })
        let meters = memory.array(
            score.meters.map {
                muse_meter(onset: Int32(clamping: $0.onset), beats: Int32($0.value.beats), unit: Int32($0.value.unit))
            })
        let keys = memory.array(score.keys.map { muse_key($0) })
        let barlines = memory.array(score.barlines.map { muse_barline($0) })
        let header = score.header
        return muse_score(
            ticks_per_quarter: Int32(score.ticksPerQuarter), notes: notes.start, note_count: notes.count,
            rests: rests.start, rest_count: rests.count, meters: meters.start, meter_count: meters.count,
            keys: keys.start, key_count: keys.count, barlines: barlines.start, barline_count: barlines.count,
            title: memory.text(header.titles.first), composer: memory.text(header.composers.first),
            rhythm: memory.text(header.rhythm.isEmpty ? nil : header.rhythm),
            json: memory.text(String(decoding: try json.bytes(), as: UTF8.self)))
    }

    /// A score of a plug-in as JSON.
    ///
    /// - Throws: `InvalidAnswer` for what JSON cannot represent. Reading the JSON finds all other mistakes.
    static func json(_ score: muse_score) throws(InvalidAnswer) -> JSON {
        if let text = score.json {
            guard let json = try? JSON(parsing: Array(String(cString: text).utf8)) else {
                throw InvalidAnswer("a score whose 'json' is not JSON")
            }
            return json
        }
        let notes = try UnsafeBufferPointer(score.notes, score.note_count, "notes")
        let rests = try UnsafeBufferPointer(score.rests, score.rest_count, "rests")
        let meters = try UnsafeBufferPointer(score.meters, score.meter_count, "meters")
        let barlines = try UnsafeBufferPointer(score.barlines, score.barline_count, "barlines")
        var timeline: [Timed<Key>] = []
        for key in try UnsafeBufferPointer(score.keys, score.key_count, "keys") { timeline.append(try key.timed) }
        let numbers = notes.map(\.part) + rests.map(\.part)
        if let other = numbers.first(where: { !(0..<maxParts).contains($0) }) {
            throw InvalidAnswer("a note or rest in part \(other), expected 0 to \(maxParts - 1)")
        }
        var parts = [(notes: [JSON], rests: [JSON])](repeating: ([], []), count: Int(numbers.max() ?? -1) + 1)
        for note in notes { parts[Int(note.part)].notes.append(try note.json(timeline)) }
        for rest in rests { parts[Int(rest.part)].rests.append(rest.json) }
        var header: [String: JSON] = [:]
        if let title = score.title { header["titles"] = .array([.string(String(cString: title))]) }
        if let composer = score.composer { header["composers"] = .array([.string(String(cString: composer))]) }
        if let rhythm = score.rhythm { header["rhythm"] = .string(String(cString: rhythm)) }
        return .object([
            "ticks_per_quarter": .int(Int(score.ticks_per_quarter)), "header": .object(header),
            "parts": .array(parts.map { .object(["notes": .array($0.notes), "rests": .array($0.rests)]) }),
            "meters": .array(
                meters.map {
                    .array([.int(Int($0.onset)), .string($0.beats == 0 ? "none" : "\($0.beats)/\($0.unit)")])
                }),
            "keys": .array(timeline.map { .array([.int($0.onset), .string($0.value.description)]) }),
            "barlines": .array(barlines.map(\.json)),
        ])
    }
}

extension muse_note {
    fileprivate init(_ note: Note, part: Int) {
        self.init(
            onset: Int32(clamping: note.onset), duration: Int32(clamping: note.duration),
            pitch: Int32(clamping: note.pitch.midi), spelling: Int32(clamping: note.pitch.name.fifths),
            voice: Int32(note.voice), part: Int32(part), velocity: Int32(note.velocity), is_tied: note.isTied ? 1 : 0)
    }

    /// - Parameter keys: the keys of the score, for notes without a spelling.
    /// - Throws: `InvalidAnswer` for a pitch out of range, or a name that does not fit it.
    fileprivate func json(_ keys: [Timed<Key>]) throws(InvalidAnswer) -> JSON {
        let midi = Int(pitch)
        guard (0...127).contains(midi) else { throw InvalidAnswer("a note of pitch \(midi), expected 0 to 127") }
        let spelled: Pitch
        if spelling == MUSE_ANY_SPELLING {
            spelled = (keys.value(at: Int(onset)) ?? .cMajor).spelling(ofMIDI: midi)
        } else {
            guard CScore.spellings.contains(Int(spelling)), (7 * Int(spelling) - midi) % 12 == 0 else {
                throw InvalidAnswer("a note of pitch \(midi) with the spelling \(spelling), which does not fit it")
            }
            let name = PitchClass(fifths: Int(spelling))
            let inOctave0 = Pitch(step: Int(name.step), alter: Int(name.alter), octave: 0).midi
            spelled = Pitch(step: Int(name.step), alter: Int(name.alter), octave: (midi - inOctave0) / 12)
        }
        var members: [String: JSON] = [
            "onset": .int(Int(onset)), "duration": .int(Int(duration)), "pitch": .string(spelled.description),
            "voice": .int(Int(voice)), "is_tied": .bool(is_tied != 0),
        ]
        // A velocity of 0 means the default, as an omitted one does.
        if velocity != 0 { members["velocity"] = .int(Int(velocity)) }
        return .object(members)
    }
}

extension muse_rest {
    fileprivate var json: JSON {
        .object([
            "onset": .int(Int(onset)), "duration": .int(Int(duration)), "voice": .int(Int(voice)),
            "is_open": .bool(is_open != 0),
        ])
    }
}

extension muse_key {
    /// The key at its onset.
    ///
    /// - Throws: `InvalidAnswer` for an unknown mode or tonic.
    fileprivate var timed: Timed<Key> {
        get throws(InvalidAnswer) {
            guard Key.Mode.allCases.indices.contains(Int(mode.rawValue)), CScore.spellings.contains(Int(tonic)) else {
                throw InvalidAnswer("a key with the tonic \(tonic) and the mode \(mode.rawValue), one of them unknown")
            }
            return Timed(Int(onset), Key(PitchClass(fifths: Int(tonic)), Key.Mode.allCases[Int(mode.rawValue)]))
        }
    }

    fileprivate init(_ key: Timed<Key>) {
        let mode = Key.Mode.allCases.firstIndex(of: key.value.mode) ?? 0
        self.init(
            onset: Int32(clamping: key.onset), tonic: Int32(key.value.tonic.fifths),
            mode: muse_mode(rawValue: UInt32(mode)), fifths: Int32(key.value.fifths))
    }
}

extension muse_barline {
    private static let styles: [Barline.Style] = [.single, .double, .final, .initial, .dotted, .invisible, .none]

    fileprivate init(_ line: Barline) {
        self.init(
            onset: Int32(clamping: line.onset),
            style: muse_barline_style(rawValue: UInt32(Self.styles.firstIndex(of: line.style) ?? 0)),
            ends_repeat: line.endsRepeat ? 1 : 0, starts_repeat: line.startsRepeat ? 1 : 0,
            endings: line.endings.filter { (1...32).contains($0) }.reduce(0) { $0 | 1 << UInt32($1 - 1) })
    }

    fileprivate var json: JSON {
        let number = Int(style.rawValue)
        return .object([
            "onset": .int(Int(onset)),
            "style": .string(Self.styles.indices.contains(number) ? Self.styles[number].rawValue : "\(number)"),
            "ends_repeat": .bool(ends_repeat != 0), "starts_repeat": .bool(starts_repeat != 0),
            "endings": .array((0..<32).filter { endings >> $0 & 1 == 1 }.map { .int($0 + 1) }),
        ])
    }
}

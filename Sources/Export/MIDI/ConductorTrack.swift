import MuseMusic
import MuseProtocols

/// The conductor track, track 0: title, provenance, tempos, meters, keys and labels.
struct ConductorTrack {
    private let score: Score
    /// Quarters per minute for the whole file; nil for the tempos of the score.
    private let tempo: Double?
    private let clock: MIDIClock
    private let provenance: Provenance?

    init(_ score: Score, tempo: Double?, clock: MIDIClock, provenance: Provenance?) {
        self.score = score
        self.tempo = tempo
        self.clock = clock
        self.provenance = provenance
    }

    private struct Event {
        var tick: Int
        var kind: MIDITrack.Meta
        var data: Data
    }

    private enum Data {
        case text(String)
        /// The most significant byte first.
        case number(UInt32, size: Int)
    }

    func chunk(end: Int) throws -> [UInt8] {
        var events = headerEvents()
        events.reserveCapacity(8)
        events += try tempoEvents()
        for meter in score.meters {
            if let data = Self.data(meter.value) {
                events.append(Event(tick: try tick(meter), kind: .meter, data: data))
            }
        }
        for key in score.keys {
            if let data = Self.data(key.value) { events.append(Event(tick: try tick(key), kind: .key, data: data)) }
        }
        for label in score.labels {
            events.append(Event(tick: try tick(label), kind: .marker, data: .text(label.value)))
        }
        var track = MIDITrack(capacity: 128)
        for event in events.sorted(by: { $0.tick < $1.tick }) {
            switch event.data {
            case .text(let text): try track.meta(event.kind, text.utf8, at: event.tick)
            case .number(let number, let size): try track.meta(event.kind, number, size: size, at: event.tick)
            }
        }
        return try track.finish(at: end)
    }

    private func headerEvents() -> [Event] {
        var events: [Event] = []
        if !score.header.title.isEmpty {
            events.append(Event(tick: 0, kind: .name, data: .text(score.header.title)))
        }
        for composer in score.header.composers {
            events.append(Event(tick: 0, kind: .text, data: .text("Composer: \(composer)")))
        }
        if let provenance { events.append(Event(tick: 0, kind: .text, data: .text(provenance.line))) }
        return events
    }

    private func tempoEvents() throws -> [Event] {
        if let tempo { return [Event(tick: 0, kind: .tempo, data: try Self.data(quartersPerMinute: tempo))] }
        var events: [Event] = []
        for tempo in score.tempos {
            guard let speed = tempo.value.quartersPerMinute else { continue }
            events.append(
                Event(tick: try tick(tempo), kind: .tempo, data: try Self.data(quartersPerMinute: speed)))
        }
        if events.first?.tick != 0 {
            let meter = score.meters.value(at: 0) ?? score.meters.first?.value
            let speed = DanceTempo.quartersPerMinute(rhythm: score.header.rhythm, meter: meter)
            events.insert(Event(tick: 0, kind: .tempo, data: try Self.data(quartersPerMinute: speed)), at: 0)
        }
        return events
    }

    private func tick<Value>(_ event: Timed<Value>) throws -> Int { try clock.tick(event.onset) }

    /// Returns the microseconds per quarter.
    private static func data(quartersPerMinute speed: Double) throws -> Data {
        let microseconds = (60e6 / speed).rounded()
        guard (1...Double(0xFFFFFF)).contains(microseconds) else {
            throw ExportError("MIDI cannot express \(speed) quarters per minute; its slowest tempo is 3.58")
        }
        return .number(UInt32(microseconds), size: 3)
    }

    /// Returns beats, base-2 logarithm of the unit, MIDI clocks (24 per quarter) per beat and 32nds per quarter. nil in
    /// free time and for more beats than fit in a byte.
    private static func data(_ meter: Meter) -> Data? {
        guard !meter.isFree, let beats = UInt8(exactly: meter.beats), beats > 0, meter.unit > 0,
            meter.unit & (meter.unit - 1) == 0
        else { return nil }
        let clocks = UInt32(min(max(meter.beatTicks(24), 1), 255))
        return .number(UInt32(beats) << 24 | UInt32(meter.unit.trailingZeroBitCount) << 16 | clocks << 8 | 8, size: 4)
    }

    /// Returns sharps (positive) or flats (negative), and 1 for minor; nil for more than seven and without a key.
    private static func data(_ key: Key) -> Data? {
        guard key.mode != .none, (-7...7).contains(key.fifths) else { return nil }
        return .number(UInt32(UInt8(bitPattern: Int8(key.fifths))) << 8 | (key.mode == .minor ? 1 : 0), size: 2)
    }
}

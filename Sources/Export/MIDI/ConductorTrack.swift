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
        var data: [UInt8]
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
            events.append(Event(tick: try tick(label), kind: .marker, data: Array(label.value.utf8)))
        }
        var track = MIDITrack(capacity: 128)
        for i in events.indices.sorted(by: { (events[$0].tick, $0) < (events[$1].tick, $1) }) {
            try track.meta(events[i].kind, events[i].data, at: events[i].tick)
        }
        return try track.finish(at: end)
    }

    private func headerEvents() -> [Event] {
        var events: [Event] = []
        if !score.header.title.isEmpty {
            events.append(Event(tick: 0, kind: .name, data: Array(score.header.title.utf8)))
        }
        for composer in score.header.composers {
            events.append(Event(tick: 0, kind: .text, data: Array("Composer: \(composer)".utf8)))
        }
        if let provenance { events.append(Event(tick: 0, kind: .text, data: Array(provenance.line.utf8))) }
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

    /// Returns the microseconds per quarter in three bytes.
    private static func data(quartersPerMinute speed: Double) throws -> [UInt8] {
        let microseconds = (60e6 / speed).rounded()
        guard (1...Double(0xFFFFFF)).contains(microseconds) else {
            throw ExportError("MIDI cannot express \(speed) quarters per minute; its slowest tempo is 3.58")
        }
        return [16, 8, 0].map { UInt8(truncatingIfNeeded: Int(microseconds) >> $0) }
    }

    /// Returns beats, base-2 logarithm of the unit, MIDI clocks (24 per quarter) per beat and 32nds per quarter. nil in
    /// free time and for more beats than fit in a byte.
    private static func data(_ meter: Meter) -> [UInt8]? {
        guard !meter.isFree, let beats = UInt8(exactly: meter.beats), beats > 0, meter.unit > 0,
            meter.unit & (meter.unit - 1) == 0
        else { return nil }
        let clocks = min(max(meter.beatTicks(24), 1), 255)
        return [beats, UInt8(meter.unit.trailingZeroBitCount), UInt8(clocks), 8]
    }

    /// Returns sharps (positive) or flats (negative), and 1 for minor; nil for more than seven and without a key.
    private static func data(_ key: Key) -> [UInt8]? {
        guard key.mode != .none, (-7...7).contains(key.fifths) else { return nil }
        return [UInt8(bitPattern: Int8(key.fifths)), key.mode == .minor ? 1 : 0]
    }
}

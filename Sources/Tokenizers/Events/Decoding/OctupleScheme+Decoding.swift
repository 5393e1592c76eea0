import MuseProtocols

extension OctupleScheme {
    /// The types of tokens of a note, in order.
    var slotTypes: [EventType] {
        [.pitch, .position, .bar] + (options.velocities.isEmpty ? [] : [.velocity]) + [.duration]
            + (options.programs == nil ? [] : [.program]) + (options.tempos == nil ? [] : [.tempo])
            + (options.meters == nil ? [] : [.meter])
    }

    func decode(_ sequences: [ArraySlice<TokenID>]) -> DecodedMusic {
        let bars = OctupleBars(self, sequences.flatMap(notes))
        var music = DecodedMusic(options, ticksPerQuarter: decodedTicksPerQuarter)
        music.meters = bars.changes
        for (index, sequence) in sequences.enumerated() {
            var reader = SequenceReader(self, music, isFirst: index == 0)
            read(sequence, bars, &reader)
            music = reader.finish()
        }
        return music
    }

    func read(_ sequence: ArraySlice<TokenID>, with reader: inout SequenceReader) {
        read(sequence, OctupleBars(self, notes(in: sequence)), &reader)
    }

    private func read(_ sequence: ArraySlice<TokenID>, _ bars: OctupleBars, _ reader: inout SequenceReader) {
        var tempo: Int?
        let slots = slotTypes
        for note in notes(in: sequence) {
            let (start, ticks) = bars.start(of: note.values[2])
            reader.tick = start + note.values[1] * ticks.position
            reader.setTable(ticks.beat)
            if let place = slots.firstIndex(of: .tempo), note.values[place] != tempo {
                tempo = note.values[place]
                reader.read(.tempo, note.values[place])
            }
            if let place = slots.firstIndex(of: .program) { reader.read(.program, note.values[place]) }
            reader.read(note.isDrums ? .pitchDrum : .pitch, note.values[0])
            for place in slots.indices where slots[place] == .velocity || slots[place] == .duration {
                reader.read(slots[place], note.values[place])
            }
        }
    }

    struct OctupleNote {
        /// The indices of the tokens, in the order of the slots.
        var values: [Int]
        var isDrums: Bool
    }

    /// The complete notes of a sequence.
    private func notes(in sequence: ArraySlice<TokenID>) -> [OctupleNote] {
        let slots = slotTypes
        let start = sequence.startIndex
        return stride(from: start, through: sequence.endIndex - slots.count, by: slots.count).compactMap { place in
            var note = OctupleNote(values: [], isDrums: false)
            for (slot, type) in slots.enumerated() {
                guard let token = tokens[sequence[place + slot]] else { return nil }
                if slot == 0, token.type == .pitchDrum { note.isDrums = true } else if token.type != type { return nil }
                note.values.append(token.index)
            }
            return note
        }
    }
}

/// The starts and meters of bars, from the notes that state them.
struct OctupleBars {
    private var starts: [Int] = []
    private var meters: [Int] = []
    private let scheme: OctupleScheme

    init(_ scheme: OctupleScheme, _ notes: [OctupleScheme.OctupleNote]) {
        self.scheme = scheme
        guard let slot = scheme.slotTypes.firstIndex(of: .meter) else { return }
        var stated: [Int: Int] = [:]
        for note in notes where stated[note.values[2]] == nil { stated[note.values[2]] = note.values[slot] }
        guard let last = stated.keys.max(), let first = stated.keys.min().flatMap({ stated[$0] }) else { return }
        var (tick, meter) = (0, first)
        for bar in 0...last {
            meter = stated[bar] ?? meter
            starts.append(tick)
            meters.append(meter)
            tick += ticks(of: meter).bar
        }
    }

    private func ticks(of meter: Int?) -> MeterTicks {
        MeterTicks(
            meter.map { scheme.options.allMeters[$0] } ?? .fourFour, ticksPerQuarter: scheme.decodedTicksPerQuarter,
            positionsPerBeat: scheme.options.positionsPerBeat)
    }

    /// The first tick of a bar and the lengths in it.
    func start(of bar: Int) -> (Int, MeterTicks) {
        guard starts.indices.contains(bar) else { return (bar * ticks(of: nil).bar, ticks(of: nil)) }
        return (starts[bar], ticks(of: meters[bar]))
    }

    var changes: [EventMusic.Change] {
        meters.indices.filter { $0 == 0 || meters[$0] != meters[$0 - 1] }
            .map { EventMusic.Change(time: starts[$0], index: meters[$0]) }
    }
}

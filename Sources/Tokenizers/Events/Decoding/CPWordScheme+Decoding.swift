import MuseProtocols

extension CPWordScheme {
    /// Reads the words of a sequence; incomplete ones are ignored.
    func read(_ sequence: ArraySlice<TokenID>, with reader: inout SequenceReader) {
        let quarter = reader.music.ticksPerQuarter
        var meter: Int?
        var clock = BarClock(.fourFour, ticksPerQuarter: quarter, positionsPerBeat: options.positionsPerBeat)
        var tempo: Int?
        let start = sequence.startIndex
        for place in stride(from: start, through: sequence.endIndex - slots.count, by: slots.count) {
            let word = sequence[place..<(place + slots.count)]
            func value(_ slot: Int, _ type: EventType) -> Int? {
                guard slot >= 0, let token = tokens[word[place + slot]], token.type == type else { return nil }
                return token.index
            }
            if value(0, .familyNote) != nil {
                readNote(value, &reader)
            } else if value(slots.bar, .bar) != nil {
                let next = value(slots.meter, .meter)
                if clock.bar < 0, let next {
                    clock = BarClock(
                        options.allMeters[next], ticksPerQuarter: quarter, positionsPerBeat: options.positionsPerBeat)
                }
                clock.move(to: clock.bar + 1)
                reader.tick = clock.barStart
                if let next, next != meter {
                    if meter != nil { clock.change(to: options.allMeters[next], at: reader.tick) }
                    meter = next
                    reader.setMeter(next)
                }
            } else if let position = value(slots.bar, .position) {
                if clock.bar < 0 { clock.move(to: 0) }
                reader.tick = clock.barStart + position * clock.meter.position
                // A position without a note states a tempo, even one that is in force.
                let next = place + slots.count
                let hasNote = next < sequence.endIndex && tokens[sequence[next]]?.type == .familyNote
                if let stated = value(slots.tempo, .tempo), stated != tempo || !hasNote {
                    tempo = stated
                    reader.read(.tempo, stated)
                }
            } else if let rests, let rest = value(slots.rest, .rest) {
                reader.rest(rests[clock.meter.beat].ticks[rest])
                let bar = clock.bar(at: reader.tick)
                if bar > clock.bar { clock.move(to: bar) }
            }
        }
    }

    private func readNote(_ value: (Int, EventType) -> Int?, _ reader: inout SequenceReader) {
        let pitch = value(slots.pitch, .pitch)
        guard let index = pitch ?? value(slots.pitch, .pitchDrum) else { return }
        if slots.program >= 0, let program = value(slots.program, .program) { reader.read(.program, program) }
        reader.read(pitch == nil ? .pitchDrum : .pitch, index)
        if let velocity = value(slots.velocity, .velocity) { reader.read(.velocity, velocity) }
        if let duration = value(slots.duration, .duration) { reader.read(.duration, duration) }
    }
}

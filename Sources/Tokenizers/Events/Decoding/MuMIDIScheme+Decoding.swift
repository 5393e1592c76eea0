import MuseProtocols

extension MuMIDIScheme {
    func read(_ sequence: ArraySlice<TokenID>, with reader: inout SequenceReader) {
        let meter = MeterTicks(
            .fourFour, ticksPerQuarter: reader.music.ticksPerQuarter, positionsPerBeat: options.positionsPerBeat)
        var bar = -1
        var tempo: Int?
        for token in sequence {
            guard let (type, index) = tokens[token] else { continue }
            switch type {
            case .bar:
                bar += 1
                reader.tick = bar * meter.bar
            case .position:
                bar = max(0, bar)
                reader.tick = bar * meter.bar + index * meter.position
            case .tempo:
                if index != tempo { reader.addTempo(index) }
                tempo = index
            case .barPlace, .positionPlace, .noPositionPlace, .special: continue
            default: reader.read(type, index)
            }
        }
    }
}

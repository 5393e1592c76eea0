import MuseProtocols

extension RemiScheme {
    func read(_ sequence: ArraySlice<TokenID>, with reader: inout SequenceReader) {
        let quarter = reader.music.ticksPerQuarter
        let known = reader.music.meters.first?.index
        let first = sequence.lazy.compactMap { tokens[$0] }.first { $0.type == .meter }?.index ?? known
        var meter = first
        var clock = BarClock(
            first.map { options.allMeters[$0] } ?? .fourFour, ticksPerQuarter: quarter,
            positionsPerBeat: options.positionsPerBeat)
        if let first { reader.setMeter(first) }
        for token in sequence {
            guard let (type, index) = tokens[token] else { continue }
            switch type {
            case .bar:
                clock.move(to: clock.bar + 1)
                reader.tick = clock.barStart
            case .position:
                if clock.bar < 0 { clock.move(to: 0) }
                reader.tick = clock.barStart + index * clock.meter.position
            case .rest:
                guard let rests else { continue }
                reader.rest(rests[clock.meter.beat].ticks[index])
                let bar = clock.bar(at: reader.tick)
                if bar > clock.bar { clock.move(to: bar) }
            case .meter:
                guard index != meter, reader.tick == clock.barStart else { continue }
                clock.change(to: options.allMeters[index], at: reader.tick)
                meter = index
                reader.setMeter(index)
            case .barEnd, .timeShift, .special: continue
            default: reader.read(type, index)
            }
        }
    }
}

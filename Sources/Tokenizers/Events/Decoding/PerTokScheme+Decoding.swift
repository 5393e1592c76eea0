import MuseProtocols

extension PerTokScheme {
    var decodedTicksPerQuarter: Int { values.ticksPerQuarter }

    func length(ofDuration index: Int, _ table: TickTable) -> Int { values.ticks[index] }

    /// An event is read when its distance from the grid is known, or with the next token.
    func read(_ sequence: ArraySlice<TokenID>, with reader: inout SequenceReader) {
        var clock = PerTokClock(self)
        let all = Array(sequence)
        for (place, token) in all.enumerated() {
            guard let (type, index) = tokens[token] else { continue }
            switch type {
            case .bar:
                clock.nextBar()
                reader.tick = clock.barStart
            case .timeShift, .position: clock.move(by: index)
            case .meter:
                clock.change(to: options.allMeters[index])
                reader.tick = clock.barStart
                reader.setMeter(index)
            case .microTiming, .special: continue
            default:
                var shift = 0
                if let microtimings, place + 1 < all.count, let next = tokens[all[place + 1]], next.type == .microTiming {
                    shift = microtimings[next.index]
                }
                if type != .velocity, type != .duration { reader.tick = max(0, clock.previous + shift) }
                reader.read(type, index)
            }
        }
    }
}

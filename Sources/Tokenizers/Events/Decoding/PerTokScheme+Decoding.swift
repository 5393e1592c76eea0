import MuseProtocols

extension PerTokScheme {
    var decodedTicksPerQuarter: Int { values.ticksPerQuarter }

    func length(ofDuration index: Int, _ table: TickTable) -> Int { values.ticks[index] }

    /// An event is read when its distance from the grid is known, or with the next token.
    func read(_ sequence: ArraySlice<TokenID>, with reader: inout SequenceReader) {
        var clock = PerTokClock(self)
        let all = Array(sequence)
        /// The time of the last event, or the start of a bar without one.
        var time = 0
        for (place, token) in all.enumerated() {
            guard let (type, index) = tokens[token] else { continue }
            switch type {
            case .bar:
                clock.nextBar()
                time = clock.barStart
                reader.tick = time
            case .timeShift, .position: clock.move(by: index)
            case .meter:
                clock.change(to: options.allMeters[index])
                time = clock.barStart
                reader.tick = time
                reader.setMeter(index)
            case .microTiming, .special: continue
            case .tempo where options.isCompatible, .key where options.isCompatible:
                // Their time is not stated; they take effect with the event before.
                reader.tick = time
                reader.read(type, index)
            default:
                var shift = 0
                if let microtimings, place + 1 < all.count, let next = tokens[all[place + 1]], next.type == .microTiming
                {
                    shift = microtimings[next.index]
                }
                if type != .velocity, type != .duration {
                    time = max(0, clock.previous + shift)
                    reader.tick = time
                }
                reader.read(type, index)
            }
        }
    }
}

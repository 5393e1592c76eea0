package import MuseNeural
package import MuseProtocols

/// Makes of a tune what a network learns from: as it is; now and then with its conditions left open, so that the network
/// also knows what tunes are like in general; now and then with bars left out and filled in at the end.
///
/// Source: conditions left out at random: Ho and Salimans, "Classifier-Free Diffusion Guidance", arXiv:2207.12598; gaps
/// filled at the end: Bavarian et al., "Efficient Training of Language Models to Fill in the Middle", arXiv:2207.14255.
package struct ExampleMaker: Sendable {
    package var symbols: Symbols
    package var reading: (any TokenReading)?
    /// Whether examples tell what the clock shows.
    package var showsClock: Bool
    /// The share of tunes whose conditions are left open.
    package var openShare: Double
    /// The share of tunes with bars to fill in.
    package var fillShare: Double
    /// The most tokens of an example.
    package var longest: Int

    package init(
        symbols: Symbols, reading: (any TokenReading)?, showsClock: Bool = false, openShare: Double = 0,
        fillShare: Double = 0, longest: Int = .max
    ) {
        self.symbols = symbols
        self.reading = reading
        self.showsClock = showsClock
        self.openShare = openShare
        self.fillShare = fillShare
        self.longest = longest
    }

    /// - Parameter random: nil for the tune as it is.
    package func example(_ sequence: ArraySlice<TokenID>, random: RandomSource? = nil) -> Example {
        var said = sequence
        var hidesConditions = false
        if var random {
            if random.uniform() < fillShare, let filled = filled(sequence, &random) { said = filled[...] }
            hidesConditions = random.uniform() < openShare
        }
        var track = InputTrack(symbols, reading, showsClock: showsClock, hidesConditions: hidesConditions)
        var inputs: [Int32] = []
        var clockFeatures = [[Int32]](repeating: [], count: track.handCount)
        inputs.reserveCapacity(said.count)
        for token in said {
            inputs.append(track.token)
            for hand in clockFeatures.indices { clockFeatures[hand].append(Int32(track[hand])) }
            track.advance(token)
        }
        // A symbol is read, but nothing that could be said.
        return Example(inputs: inputs, targets: said.map { $0 < symbols.start ? $0 : -1 }, clockFeatures: clockFeatures)
    }

    /// The tune with a run of bars left open, or two runs, and what fills them behind its end; nil where it is too long
    /// or has no bars.
    private func filled(_ sequence: ArraySlice<TokenID>, _ random: inout RandomSource) -> [TokenID]? {
        let bars = reading?.barContents(sequence) ?? []
        guard !bars.isEmpty else { return nil }
        var isOpen = [Bool](repeating: false, count: bars.count)
        for _ in 0...random.below(2) {
            let first = random.below(bars.count)
            let length = 1 + random.below(min(8, bars.count))
            for bar in first..<min(bars.count, first + length) { isOpen[bar] = true }
        }
        let gaps = bars.indices.filter { isOpen[$0] }.map { bars[$0] }
        let result =
            sequence.leavingOut(gaps, sign: symbols.gap) + [symbols.fill]
            + gaps.flatMap { sequence[$0.lowerBound...$0.upperBound] }
        return result.count <= longest ? result : nil
    }
}

package import MuseNeural
package import MuseProtocols

/// Makes training examples from tunes: unchanged, with condition dropout, or with bars moved to the end for infilling.
///
/// Source: condition dropout: Ho and Salimans, "Classifier-Free Diffusion Guidance", arXiv:2207.12598; infilling:
/// Bavarian et al., "Efficient Training of Language Models to Fill in the Middle", arXiv:2207.14255.
package struct ExampleMaker: Sendable {
    package var specialTokens: SpecialTokens
    package var reading: (any TokenReading)?
    /// Whether examples have clock features.
    package var usesClock: Bool
    /// The fraction of tunes whose conditions are masked.
    package var conditionDropout: Double
    /// The fraction of tunes with bars to fill in.
    package var infilling: Double
    /// The maximum length of an example with bars to fill in.
    package var maxLength: Int

    package init(
        specialTokens: SpecialTokens, reading: (any TokenReading)?, usesClock: Bool = false,
        conditionDropout: Double = 0,
        infilling: Double = 0, maxLength: Int = .max
    ) {
        self.specialTokens = specialTokens
        self.reading = reading
        self.usesClock = usesClock
        self.conditionDropout = conditionDropout
        self.infilling = infilling
        self.maxLength = maxLength
    }

    /// Returns the example of a tune.
    ///
    /// - Parameter random: the source of random augmentation; nil for the unchanged tune.
    package func example(_ sequence: ArraySlice<TokenID>, random: RandomSource? = nil) -> Example {
        var tokens = sequence
        var masksConditions = false
        if var random {
            if random.uniform() < infilling, let filled = filled(sequence, &random) { tokens = filled[...] }
            masksConditions = random.uniform() < conditionDropout
        }
        var track = InputTrack(specialTokens, reading, usesClock: usesClock, masksConditions: masksConditions)
        var inputs: [Int32] = []
        var clockFeatures = [[Int32]](repeating: [], count: track.clockFeatureCount)
        inputs.reserveCapacity(tokens.count)
        for token in tokens {
            inputs.append(track.token)
            for i in clockFeatures.indices { clockFeatures[i].append(Int32(track.clockFeature(i))) }
            track.advance(token)
        }
        // Special tokens are inputs, never targets.
        return Example(
            inputs: inputs, targets: tokens.map { $0 < specialTokens.start ? $0 : -1 }, clockFeatures: clockFeatures)
    }

    /// Returns the tune with one or two runs of bars replaced by gaps, and their contents moved to the end; nil if the
    /// result is too long or the tune has no bars.
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
            sequence.collapsing(gaps, to: specialTokens.gap) + [specialTokens.fill]
            + gaps.flatMap { sequence[$0.lowerBound...$0.upperBound] }
        return result.count <= maxLength ? result : nil
    }
}

package import MuseNeural
package import MuseProtocols

/// Makes training examples of tunes: plain, with condition dropout, or with bars moved to the end for infilling.
///
/// Source: condition dropout: Ho and Salimans, "Classifier-Free Diffusion Guidance", arXiv:2207.12598; infilling:
/// Bavarian et al., "Efficient Training of Language Models to Fill in the Middle", arXiv:2207.14255.
package struct ExampleMaker: Sendable {
    package var specialTokens: SpecialTokens
    package var reading: (any TokenReading)?
    /// Whether examples have clock features.
    package var showsClock: Bool
    /// Fraction of tunes whose conditions are masked.
    package var conditionDropout: Double
    /// Fraction of tunes with bars to fill in.
    package var infilling: Double
    /// Maximum length of an example.
    package var longest: Int

    package init(
        specialTokens: SpecialTokens, reading: (any TokenReading)?, showsClock: Bool = false,
        conditionDropout: Double = 0,
        infilling: Double = 0, longest: Int = .max
    ) {
        self.specialTokens = specialTokens
        self.reading = reading
        self.showsClock = showsClock
        self.conditionDropout = conditionDropout
        self.infilling = infilling
        self.longest = longest
    }

    /// - Parameter random: nil for the plain tune.
    package func example(_ sequence: ArraySlice<TokenID>, random: RandomSource? = nil) -> Example {
        var tokens = sequence
        var hidesConditions = false
        if var random {
            if random.uniform() < infilling, let filled = filled(sequence, &random) { tokens = filled[...] }
            hidesConditions = random.uniform() < conditionDropout
        }
        var track = InputTrack(specialTokens, reading, showsClock: showsClock, hidesConditions: hidesConditions)
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

    /// The tune with one or two runs of bars replaced by gaps, and their contents behind its end; nil where it is too
    /// long or has no bars.
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
            sequence.leavingOut(gaps, sign: specialTokens.gap) + [specialTokens.fill]
            + gaps.flatMap { sequence[$0.lowerBound...$0.upperBound] }
        return result.count <= longest ? result : nil
    }
}

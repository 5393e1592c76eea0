package import MuseProtocols

/// The inputs of a network along a tune: the token and the clock features. Training, likelihood and decoding share it,
/// so that their inputs are the same.
package struct InputTrack: Sendable {
    private let specialTokens: SpecialTokens
    private let reading: (any TokenReading)?
    private let masksConditions: Bool
    private let mix: StyleMix
    private var clock: (any TokenClock)?
    /// The previous token, or a special token in its place.
    package private(set) var token: TokenID

    /// - Parameters:
    ///   - usesClock: whether the network has clock features.
    ///   - masksConditions: whether conditions are masked.
    ///   - mix: control tokens whose embedding is the weighted mean of several.
    package init(
        _ specialTokens: SpecialTokens, _ reading: (any TokenReading)?, usesClock: Bool, masksConditions: Bool = false,
        mix: StyleMix = StyleMix()
    ) {
        self.specialTokens = specialTokens
        self.reading = reading
        self.masksConditions = masksConditions
        self.mix = mix
        clock = usesClock ? reading?.clock : nil
        token = specialTokens.start
    }

    package var clockFeatureCount: Int { clock.map { type(of: $0).sizes.count } ?? 0 }

    /// Returns the value of a clock feature.
    ///
    /// - Precondition: `index` is below `clockFeatureCount`.
    package func clockFeature(_ index: Int) -> Int { clock?[index] ?? 0 }

    /// Writes the embedding of the input.
    ///
    /// - Parameter table: the embedding table, `[V + 4, row.count]`.
    package func embed(_ table: UnsafeMutableBufferPointer<Float>, into row: UnsafeMutableBufferPointer<Float>) {
        let width = row.count
        guard let parts = mix[token] else {
            for c in 0..<width { row[c] = table[Int(token) * width + c] }
            return
        }
        row.update(repeating: 0)
        for part in parts {
            for c in 0..<width { row[c] += part.weight * table[Int(part.token) * width + c] }
        }
    }

    /// Advances by a token or a special token. The clock also counts masked conditions.
    package mutating func advance(_ next: TokenID) {
        token = next
        guard next < specialTokens.start else {
            // A gap takes no time; the clock advances at the bar line after it.
            if next == specialTokens.fill { clock?.startBar() }
            return
        }
        clock?.advance(next)
        if masksConditions, reading?.isCondition(next) ?? false { token = specialTokens.mask }
    }
}

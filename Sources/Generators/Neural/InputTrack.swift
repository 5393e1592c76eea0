package import MuseProtocols

/// The inputs of a network along one tune: token and clock features. Training, likelihood and decoding all use it, so
/// all three have the same inputs.
package struct InputTrack: Sendable {
    private let specialTokens: SpecialTokens
    private let reading: (any TokenReading)?
    private let hidesConditions: Bool
    private let mix: StyleMix
    private var clock: (any TokenClock)?
    /// The previous token, or the special token in its place.
    package private(set) var token: TokenID

    /// - Parameters:
    ///   - showsClock: whether the network has clock features.
    ///   - hidesConditions: conditions are masked.
    ///   - mix: control tokens that are read as the mean of several.
    package init(
        _ specialTokens: SpecialTokens, _ reading: (any TokenReading)?, showsClock: Bool, hidesConditions: Bool = false,
        mix: StyleMix = StyleMix()
    ) {
        self.specialTokens = specialTokens
        self.reading = reading
        self.hidesConditions = hidesConditions
        self.mix = mix
        clock = showsClock ? reading?.clock : nil
        token = specialTokens.start
    }

    package var clockFeatureCount: Int { clock.map { type(of: $0).sizes.count } ?? 0 }

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

    /// Advances by a token or a special token. The clock counts masked conditions too.
    package mutating func advance(_ next: TokenID) {
        token = next
        guard next < specialTokens.start else {
            // A gap takes no time; the clock advances at the bar line behind it.
            if next == specialTokens.fill { clock?.startBar() }
            return
        }
        clock?.advance(next)
        if hidesConditions, reading?.isCondition(next) ?? false { token = specialTokens.mask }
    }
}

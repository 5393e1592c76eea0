package import MuseProtocols

/// What a network reads next of one tune, and what the clock shows there. Training, likelihood and decoding go along a tune
/// by it, so all three see the same.
package struct InputTrack: Sendable {
    private let symbols: Symbols
    private let reading: (any TokenReading)?
    private let hidesConditions: Bool
    private let mix: StyleMix
    private var clock: (any TokenClock)?
    /// The token before the place, or the symbol that is read instead of it.
    package private(set) var token: TokenID

    /// - Parameters:
    ///   - showsClock: whether the network looks at one.
    ///   - hidesConditions: an open condition is read in the place of each.
    ///   - mix: control tokens that are read as the mean of several.
    package init(
        _ symbols: Symbols, _ reading: (any TokenReading)?, showsClock: Bool, hidesConditions: Bool = false,
        mix: StyleMix = StyleMix()
    ) {
        self.symbols = symbols
        self.reading = reading
        self.hidesConditions = hidesConditions
        self.mix = mix
        clock = showsClock ? reading?.clock : nil
        token = symbols.start
    }

    package var handCount: Int { clock.map { type(of: $0).sizes.count } ?? 0 }

    /// - Precondition: there are more hands than this one's number.
    package subscript(hand: Int) -> Int { clock?[hand] ?? 0 }

    /// Writes the row that is read here.
    ///
    /// - Parameter table: a row of `row.count` numbers for each token and symbol.
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

    /// Goes on with a token of the tune, or a symbol in it. The clock hears of conditions that the network does not.
    package mutating func advance(_ said: TokenID) {
        token = said
        guard said < symbols.start else {
            // A gap is a bar that takes no time: the bar line behind it goes on.
            if said == symbols.fill { clock?.startBar() }
            return
        }
        clock?.advance(said)
        if hidesConditions, reading?.isCondition(said) ?? false { token = symbols.open }
    }
}

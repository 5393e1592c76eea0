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
        guard var random else { return example(said: sequence, read: sequence) }
        var said = sequence
        if random.uniform() < fillShare, let filled = filled(sequence, &random) { said = filled[...] }
        var read = said
        if random.uniform() < openShare, let reading {
            for i in read.indices where read[i] < symbols.start && reading.isCondition(read[i]) {
                read[i] = symbols.open
            }
        }
        return example(said: said, read: read)
    }

    /// - Parameters:
    ///   - said: tokens to be said; symbols among them are only read.
    ///   - read: what is read in their place.
    private func example(said: ArraySlice<TokenID>, read: ArraySlice<TokenID>) -> Example {
        Example(
            inputs: said.isEmpty ? [] : [symbols.start] + read.dropLast(),
            targets: said.map { $0 < symbols.start ? $0 : -1 }, hands: hands(said))
    }

    private func hands(_ said: ArraySlice<TokenID>) -> [[Int32]] {
        guard showsClock, let clock = reading?.clock else { return [] }
        var track = ClockTrack(clock, symbols)
        var hands = [[Int32]](repeating: [], count: type(of: clock).sizes.count)
        for token in said {
            for hand in hands.indices { hands[hand].append(Int32(track[hand])) }
            track.advance(token)
        }
        return hands
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
        let result = symbols.opening(sequence, gaps) + gaps.flatMap { sequence[$0.lowerBound...$0.upperBound] }
        return result.count <= longest ? result : nil
    }
}

extension Symbols {
    /// A tune with gaps in the place of some of its bars, and the sign after which they are filled in.
    package func opening(_ sequence: ArraySlice<TokenID>, _ gaps: [Range<Int>]) -> [TokenID] {
        var result: [TokenID] = []
        var next = sequence.startIndex
        for range in gaps {
            result += sequence[next..<range.lowerBound] + [gap]
            next = range.upperBound
        }
        return result + sequence[next...] + [fill]
    }
}

/// A clock that also follows the symbols.
package struct ClockTrack: Sendable {
    private var clock: any TokenClock
    private let symbols: Symbols

    package init(_ clock: any TokenClock, _ symbols: Symbols) {
        self.clock = clock
        self.symbols = symbols
    }

    package subscript(hand: Int) -> Int { clock[hand] }

    package mutating func advance(_ token: TokenID) {
        // A gap is a bar that takes no time: the bar line behind it goes on.
        if token < symbols.start { clock.advance(token) } else if token == symbols.fill { clock.startBar() }
    }
}

import MuseProtocols

/// The positions in the bar that a hidden Markov model distinguishes: classes of the values of a token clock.
///
/// Class 0 is that of every token if there is no clock.
struct BarPositions: Sendable, Equatable {
    /// The class of each value of the clock's first feature, from 0; empty without a clock.
    let classes: [Int32]
    let count: Int

    /// A single class for all tokens.
    static let single = BarPositions(classes: [], count: 1)

    init(classes: [Int32], count: Int) {
        self.classes = classes
        self.count = count
    }

    /// Gives a class to each value that is frequent in sequences. Rare values join the value below.
    ///
    /// - Parameter minimum: the number of tokens at which a value is frequent.
    init(_ sequences: [[TokenID]], clock: any TokenClock, minimum: Int) {
        var counts = [Int](repeating: 0, count: type(of: clock).sizes[0])
        for sequence in sequences {
            var clock = clock
            for token in sequence {
                counts[clock[0]] += 1
                clock.advance(token)
            }
        }
        var classes: [Int32] = []
        var last: Int32 = 0
        for (value, count) in counts.enumerated() {
            if value > 0, count >= minimum { last += 1 }
            classes.append(last)
        }
        self.init(classes: classes, count: Int(last) + 1)
    }

    /// The class of the next token.
    func position(of clock: (any TokenClock)?) -> Int {
        guard let clock, !classes.isEmpty else { return 0 }
        return Int(classes[clock[0]])
    }

    /// The class of each token of a sequence.
    func positions(of tokens: [TokenID], clock: (any TokenClock)?) -> [Int] {
        guard var clock, !classes.isEmpty else { return [Int](repeating: 0, count: tokens.count) }
        return tokens.map { token in
            defer { clock.advance(token) }
            return Int(classes[clock[0]])
        }
    }
}

import MuseGenerators
import MuseNeural
import MuseProtocols
import Testing

/// Tokens 0 to 9: 8 and 9 are conditions, 0 is the end and 1 is a bar line. The clock counts tokens since the bar line.
private struct ToyReading: TokenReading {
    func isCondition(_ token: TokenID) -> Bool { token >= 8 }

    func barContents(_ tokens: ArraySlice<TokenID>) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start: Int?
        for (i, token) in zip(tokens.indices, tokens) {
            if token <= 1 {
                if let start, start < i { result.append(start..<i) }
                start = nil
            } else if token < 8, start == nil {
                start = i
            }
        }
        return result
    }

    var clock: (any TokenClock)? { ToyClock() }
}

private struct ToyClock: TokenClock {
    static let sizes = [100]
    private var count = 0
    subscript(hand: Int) -> Int { count }
    mutating func advance(_ token: TokenID) { count = token == 1 ? 0 : count + 1 }
    mutating func startBar() { count = 50 }
}

/// Training examples of a tune. Special tokens of a vocabulary of 10: start 10, mask 11, gap 12, fill 13.
@Suite struct ExampleMakerTests {
    private let tune: [TokenID] = [9, 8, 2, 3, 1, 4, 5, 6, 1, 7, 0]
    private let specialTokens = SpecialTokens(vocabularySize: 10)

    @Test func withoutChanceATuneIsItself() {
        let maker = ExampleMaker(
            specialTokens: specialTokens, reading: ToyReading(), usesClock: true, conditionDropout: 1, infilling: 1)
        let example = maker.example(tune[...])
        #expect(example.inputs == [10] + tune.dropLast())
        #expect(example.targets == tune)
        #expect(example.clockFeatures == [[0, 1, 2, 3, 4, 0, 1, 2, 3, 0, 1]])
    }

    @Test func openConditionsAreReadAsOneSignAndStillSaid() {
        let maker = ExampleMaker(specialTokens: specialTokens, reading: ToyReading(), conditionDropout: 1)
        let example = maker.example(tune[...], random: RandomSource(seed: 1))
        #expect(example.inputs == [10, 11, 11] + tune[2...].dropLast())
        #expect(example.targets == tune)
    }

    @Test func theSharesAreThoseAskedFor() {
        let maker = ExampleMaker(
            specialTokens: specialTokens, reading: ToyReading(), conditionDropout: 0.3, infilling: 0.2)
        let random = RandomSource(seed: 4)
        let examples = (0..<4000).map { maker.example(tune[...], random: random.stream("tune", $0)) }
        let open = examples.count { $0.inputs.contains(11) }
        let filled = examples.count { $0.inputs.contains(13) }
        // Four standard deviations of the binomial: 4 sqrt(4000 · 0.3 · 0.7) = 116, 4 sqrt(4000 · 0.2 · 0.8) = 101.
        #expect(abs(open - 1200) <= 116)
        #expect(abs(filled - 800) <= 101)
    }

    @Test func gapsAreFilledBehindTheEndUpToTheTokenThatFollowsThem() {
        let maker = ExampleMaker(specialTokens: specialTokens, reading: ToyReading(), usesClock: true, infilling: 1)
        for seed in 0..<50 {
            let example = maker.example(tune[...], random: RandomSource(seed: UInt64(seed)))
            // Special tokens are not targets.
            let said = example.targets
            let read = Array(example.inputs.dropFirst())
            let cut = read.firstIndex(of: 13) ?? -1
            #expect(cut > 0)
            #expect(said[cut] == -1)
            // Inserting the fillings gives the tune.
            var fillings = said[(cut + 1)...].map { TokenID($0) }[...]
            var whole: [TokenID] = []
            for token in read[..<cut] {
                guard token == 12 else {
                    whole.append(token)
                    continue
                }
                let end = fillings.firstIndex { $0 <= 1 } ?? fillings.endIndex
                whole += fillings[..<end]
                fillings = fillings[(end + 1)...]
            }
            #expect(whole == tune, "\(seed)")
            #expect(fillings.isEmpty)
            // The clock is at the start of a bar.
            #expect(example.clockFeatures[0][cut + 1] == 50)
        }
    }

    @Test func whatWouldBeTooLongStaysAsItIs() {
        let maker = ExampleMaker(
            specialTokens: specialTokens, reading: ToyReading(), infilling: 1, maxLength: tune.count)
        for seed in 0..<20 {
            #expect(maker.example(tune[...], random: RandomSource(seed: UInt64(seed))).targets == tune)
        }
    }
}

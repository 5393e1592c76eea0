import MuseGenerators
import MuseProtocols
import Testing

/// A generator as a recipe would name it: `toy("markov", ["order": "2"])`.
func toy(_ type: String, _ settings: [(String, String)] = []) throws -> any Generator {
    let mark = SourceMark(source: SourceFile(name: "toy.yaml", text: ""), line: 1, column: 1)
    let entries = ([("type", type)] + settings).map { key, value in
        Node.Entry(key: key, keyMark: mark, value: Node(.scalar(value, isPlain: true), at: mark))
    }
    return try Registry<any Generator>.builtIn.make(Node(.map(entries), at: mark), path: "generator")
}

extension Generator {
    func fit(_ training: [[TokenID]], of vocabularySize: Int) throws -> any Model {
        try fit(
            TokenCorpus(vocabularySize: vocabularySize, training: training), FitContext(random: RandomSource(seed: 1)))
    }
}

extension Model {
    /// The probability of the last token after the others.
    func probability(_ tokens: TokenID...) -> Double {
        // Through the decoder, which does not need to know what comes after.
        let decoder = decoder(rows: 1)
        var scores: [Float] = []
        for token in tokens.dropLast() {
            decoder.scores(into: &scores)
            decoder.accept([token])
        }
        decoder.scores(into: &scores)
        return exponential(Double(scores[Int(tokens[tokens.count - 1])]))
    }
}

/// Tunes over tokens 0 to 8, each ended by 9, with phrases that return.
func toyTunes(_ count: Int, seed: UInt64 = 5) -> [[TokenID]] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in
        var tune: [TokenID] = []
        while tune.count < 24 {
            if tune.count > 6, random.below(2) == 0 {
                tune += tune[(tune.count - 6)..<(tune.count - 2)]
            } else {
                tune.append(TokenID(random.below(3) * random.below(5)))
            }
        }
        return tune + [9]
    }
}

import MusePlatform
import MuseProtocols

/// A fitted hidden Markov model of tokens.
struct HMMModel: Model {
    let parameters: HMMParameters
    /// The clock that gives the position of tokens; nil for a model without positions.
    let clock: (any TokenClock)?
    /// Whether the number of states was chosen by the likelihood of validation tunes.
    let isChosen: Bool
    var shape: HMMShape { parameters.shape }

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        return HMMDecoder(self, rows: request.rows)
    }

    func logProbabilities(of tokens: [TokenID]) -> [Double] {
        // A token outside the vocabulary is impossible, and nothing is known after it.
        let valid = tokens.prefix { (0..<TokenID(shape.vocabularySize)).contains($0) }
        let positions = shape.positions.positions(of: Array(valid), clock: clock)
        let known = parameters.trellis(Array(valid), positions).forward().scales.map { log($0) }
        return known + tokens.dropFirst(valid.count).map { _ in -.infinity }
    }

    var decisions: [String: Int] { isChosen ? ["states": shape.states] : [:] }

    /// The mean cost of the tokens of sequences, in nats.
    func natsPerToken(_ sequences: [[TokenID]]) throws -> Double {
        let logs = try logProbabilities(ofEach: sequences)
        return -logs.joined().reduce(0, +) / Double(logs.reduce(0) { $0 + $1.count })
    }

    func logProbabilities(ofEach sequences: [[TokenID]]) throws -> [[Double]] {
        try concurrentMap(sequences) { logProbabilities(of: $0) }
    }
}

import MuseProtocols

/// Scores next tokens in the plug-in.
final class PluginDecoder: TokenDecoder {
    private let model: PluginModel
    private let tunes: [PluginTune]
    private var tokens: [[TokenID]]
    /// The scorer; nil before the first step.
    private var scorer: (any PluginScorer)?

    init(_ model: PluginModel, _ tunes: [PluginTune]) {
        self.model = model
        self.tunes = tunes
        tokens = tunes.map { _ in [] }
    }

    var rowCount: Int { tokens.count }

    func scores(into scores: inout [Float]) throws {
        let scorer = try scorer ?? model.instance.scorer()
        if self.scorer == nil { scorer.begin(tunes) }
        self.scorer = scorer
        try scorer.scores(of: tokens, size: model.vocabularySize, into: &scores)
        for (row, start) in stride(from: 0, to: scores.count, by: model.vocabularySize).enumerated() {
            let part = scores[start..<start + model.vocabularySize]
            if !part.allSatisfy({ $0 < .infinity }) || !part.contains(where: { $0 > -.infinity }) {
                throw model.host.failure(
                    "'\(model.type)' returned scores for token \(tokens[row].count + 1) of a tune that are not log-"
                        + "probabilities")
            }
        }
    }

    func accept(_ tokens: [TokenID]) {
        for (row, token) in tokens.enumerated() { self.tokens[row].append(token) }
    }

    func retain(_ keep: [Bool]) {
        tokens = zip(tokens, keep).filter(\.1).map(\.0)
        scorer?.retain(keep)
    }
}

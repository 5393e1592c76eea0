import MuseProtocols

/// Follows conditions more closely than the model by itself: what they change of the scores is multiplied.
///
///     scores = open + guidance · (conditional − open)
///
/// where `open` is what the model expects of a tune whose conditions it is not told.
///
/// Source: Ho and Salimans, "Classifier-Free Diffusion Guidance", arXiv:2207.12598; for sequences: Sanchez et al., "Stay
/// on topic with Classifier-Free Guidance", arXiv:2306.17806.
final class GuidedDecoder: Decoder {
    private let conditional: any Decoder
    private let open: any Decoder
    private let sign: TokenID
    private let guidance: Float
    private let isCondition: (TokenID) -> Bool
    private var openScores: [Float] = []
    private var openTokens: [TokenID] = []

    /// - Parameter sign: what the model takes in the place of a condition that it is not told.
    init(
        _ model: any Model, rows: Int, sign: TokenID, guidance: Double, isCondition: @escaping (TokenID) -> Bool
    ) {
        conditional = model.decoder(rows: rows)
        open = model.decoder(rows: rows)
        self.sign = sign
        self.guidance = Float(guidance)
        self.isCondition = isCondition
    }

    var rowCount: Int { conditional.rowCount }

    func scores(into scores: inout [Float]) {
        conditional.scores(into: &scores)
        open.scores(into: &openScores)
        for (i, open) in openScores.enumerated() where open > -.infinity {
            scores[i] = open + guidance * (scores[i] - open)
        }
    }

    func accept(_ tokens: [TokenID]) {
        conditional.accept(tokens)
        openTokens.removeAll(keepingCapacity: true)
        for token in tokens { openTokens.append(isCondition(token) ? sign : token) }
        open.accept(openTokens)
    }

    func retain(_ keep: [Bool]) {
        conditional.retain(keep)
        open.retain(keep)
    }
}

import MuseProtocols

/// Follows conditions more closely than the model by itself: what they change of the scores is multiplied.
///
///     scores = open + guidance · (conditional − open)
///
/// where `open` is what the model expects of a tune whose conditions it is not told.
///
/// Source: Ho and Salimans, "Classifier-Free Diffusion Guidance", arXiv:2207.12598; for sequences: Sanchez et al., "Stay
/// on topic with Classifier-Free Guidance", arXiv:2306.17806.
final class GuidedDecoder: TokenDecoder {
    private let conditional: any TokenDecoder
    private let open: any TokenDecoder
    private let guidance: Float
    private var openScores: [Float] = []

    init(_ conditional: any TokenDecoder, open: any TokenDecoder, guidance: Double) {
        self.conditional = conditional
        self.open = open
        self.guidance = Float(guidance)
    }

    var rowCount: Int { conditional.rowCount }

    func scores(into scores: inout [Float]) throws {
        try conditional.scores(into: &scores)
        try open.scores(into: &openScores)
        for (i, open) in openScores.enumerated() where open > -.infinity {
            scores[i] = open + guidance * (scores[i] - open)
        }
    }

    func accept(_ tokens: [TokenID]) {
        conditional.accept(tokens)
        open.accept(tokens)
    }

    func retain(_ keep: [Bool]) {
        conditional.retain(keep)
        open.retain(keep)
    }
}

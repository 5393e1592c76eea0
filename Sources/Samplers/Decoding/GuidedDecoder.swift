import MuseProtocols

/// Classifier-free guidance: scales the difference that conditions make to the scores.
///
///     scores = open + guidance · (conditional − open)
///
/// where `open` are the scores without conditions.
///
/// Source: Ho and Salimans, "Classifier-Free Diffusion Guidance", arXiv:2207.12598; for sequences: Sanchez et al., "Stay
/// on topic with Classifier-Free Guidance", arXiv:2306.17806.
final class GuidedDecoder: Decoder {
    private let conditional: any Decoder
    private let open: any Decoder
    private let guidance: Float
    private var openScores: [Float] = []

    init(_ conditional: any Decoder, open: any Decoder, guidance: Double) {
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

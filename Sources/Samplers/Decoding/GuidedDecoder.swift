import MuseProtocols

/// Applies classifier-free guidance, which amplifies the effect of the conditions on the scores.
///
///     scores = unconditional + guidance · (conditional − unconditional)
///
/// Source: Ho and Salimans, "Classifier-Free Diffusion Guidance", arXiv:2207.12598; for sequences: Sanchez et al.,
/// "Stay on topic with Classifier-Free Guidance", arXiv:2306.17806.
final class GuidedDecoder: TokenDecoder {
    private let conditional: any TokenDecoder
    private let unconditional: any TokenDecoder
    private let guidance: Float
    private var unconditionalScores: [Float] = []

    init(_ conditional: any TokenDecoder, unconditional: any TokenDecoder, guidance: Double) {
        self.conditional = conditional
        self.unconditional = unconditional
        self.guidance = Float(guidance)
    }

    var rowCount: Int { conditional.rowCount }

    func scores(into scores: inout [Float]) throws {
        try conditional.scores(into: &scores)
        try unconditional.scores(into: &unconditionalScores)
        for (i, base) in unconditionalScores.enumerated() where base > -.infinity {
            scores[i] = base + guidance * (scores[i] - base)
        }
    }

    func accept(_ tokens: [TokenID]) {
        conditional.accept(tokens)
        unconditional.accept(tokens)
    }

    func retain(_ keep: [Bool]) {
        conditional.retain(keep)
        unconditional.retain(keep)
    }

    func copyRows(_ sources: [Int]) -> Bool { conditional.copyRows(sources) && unconditional.copyRows(sources) }
}

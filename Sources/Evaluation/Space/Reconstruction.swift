package import MuseProtocols

/// How well a model reconstructs a tune from its latent point.
///
/// Counts only positions at which the grammar leaves a choice: a mandatory bar line says nothing about the model.
package struct Reconstruction: Equatable, Sendable {
    /// Positions at which the grammar allows more than one token.
    package var positions = 0
    /// Of these, positions at which the most probable token is the tune's, given the tune's own earlier tokens (teacher
    /// forcing).
    package var teacherForced = 0
    /// Of these, positions at which greedy decoding yields the tune's token.
    package var sampled = 0

    package init(positions: Int = 0, teacherForced: Int = 0, sampled: Int = 0) {
        self.positions = positions
        self.teacherForced = teacherForced
        self.sampled = sampled
    }
}

extension Model {
    /// Reconstructs tunes from points.
    ///
    /// A tune counts up to the first token that the grammar rejects.
    ///
    /// - Parameters:
    ///   - points: one for each tune.
    ///   - grammar: determines the tokens allowed next; the most probable of them is chosen, the first if several are.
    /// - Throws: `CapabilityError` for a model without `latents`; `SystemThread.Unavailable`.
    /// - Precondition: there are as many points as tunes.
    package func reconstructions(
        of tunes: [[TokenID]], from points: [[Float]], in grammar: any TokenGrammar, vocabularySize: Int
    ) throws -> [Reconstruction] {
        precondition(tunes.count == points.count, "\(tunes.count) tunes, \(points.count) points")
        return try tunes.concurrentMapByLength(empty: Reconstruction()) { batch in
            let rows = batch.map { ReconstructedTune(tunes[$0], grammar.start()) }
            let chosen = batch.map { points[$0] }
            return try zip(
                decoded(rows, from: chosen, teacherForcing: true, vocabularySize),
                decoded(rows, from: chosen, teacherForcing: false, vocabularySize)
            ).map { Reconstruction(forced: $0, greedy: $1) }
        }
    }

    /// Decodes all rows and returns them.
    ///
    /// - Parameter teacherForcing: whether the decoder is given the tokens of the tune, not those that it chose.
    private func decoded(
        _ rows: [ReconstructedTune], from points: [[Float]], teacherForcing: Bool, _ vocabularySize: Int
    ) throws -> [ReconstructedTune] {
        var rows = rows
        var decoderRows = DecoderRows(
            Array(rows.indices), decoder: try decoder(for: DecodingRequest(rows: rows.count, latents: points)),
            vocabularySize: vocabularySize)
        var mask = [Bool](repeating: false, count: vocabularySize)
        while !decoderRows.rows.isEmpty {
            try decoderRows.step { row, scores in
                rows[row].choose(scores, teacherForcing: teacherForcing, &mask)
                return (rows[row].last, rows[row].isOver)
            }
        }
        return rows
    }
}

/// A tune being reconstructed.
private struct ReconstructedTune {
    let tune: [TokenID]
    /// The token chosen at each position, and whether there was a choice.
    private(set) var positions: [(best: TokenID, isChoice: Bool)] = []
    /// The token at the last position.
    private(set) var last: TokenID = 0
    private(set) var isOver = false
    private var state: any GrammarState

    init(_ tune: [TokenID], _ state: any GrammarState) {
        self.tune = tune
        self.state = state
    }

    mutating func choose(_ scores: ArraySlice<Float>, teacherForcing: Bool, _ mask: inout [Bool]) {
        if teacherForcing { state.allowedAsInput(&mask) } else { state.allowed(&mask, tokensLeft: Int.max / 8) }
        let allowed = mask.indices.filter { mask[$0] }
        let truth = tune[positions.count]
        last = teacherForcing ? truth : 0
        guard let first = allowed.first, !teacherForcing || mask[Int(truth)] else {
            isOver = true
            return
        }
        let best = allowed.dropFirst().reduce(first) {
            scores[scores.startIndex + $1] > scores[scores.startIndex + $0] ? $1 : $0
        }
        positions.append((TokenID(best), allowed.count > 1))
        if !teacherForcing { last = TokenID(best) }
        state.advance(last)
        isOver = positions.count == tune.count || state.isEnded
    }
}

extension Reconstruction {
    fileprivate init(forced: ReconstructedTune, greedy: ReconstructedTune) {
        for (place, (best, isChoice)) in forced.positions.enumerated() where isChoice {
            positions += 1
            if best == forced.tune[place] { teacherForced += 1 }
            if place < greedy.positions.count, greedy.positions[place].best == forced.tune[place] { sampled += 1 }
        }
    }
}

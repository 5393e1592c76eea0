package import MuseProtocols

/// How much of a tune a model writes again from the point where it lies.
///
/// Only places count where the grammar leaves a choice: a bar line that has to come is no merit.
package struct Reconstruction: Equatable, Sendable {
    /// Where the tune could have gone on in more than one way.
    package var places = 0
    /// Of these, where the most probable token is the tune's, with the tune's own tokens before it.
    package var teacherForced = 0
    /// Of these, where the tune's token stands when the model writes alone, always the most probable token.
    package var sampled = 0

    package init(places: Int = 0, teacherForced: Int = 0, sampled: Int = 0) {
        self.places = places
        self.teacherForced = teacherForced
        self.sampled = sampled
    }
}

extension LatentModel {
    /// Writes tunes again from points.
    ///
    /// A tune counts as far as the grammar holds it.
    ///
    /// - Parameters:
    ///   - points: of each tune the point to write it from.
    ///   - grammar: what may follow; of the tokens that it allows the most probable one is taken, of equals the first.
    /// - Throws: an error of the system that gives no thread.
    /// - Precondition: there are as many points as tunes.
    package func reconstructions(
        of tunes: [[TokenID]], from points: [[Float]], in grammar: any TokenGrammar, vocabularySize: Int
    ) throws -> [Reconstruction] {
        precondition(tunes.count == points.count, "\(tunes.count) tunes, \(points.count) points")
        // Tunes of like length go together, so that batches stay full.
        let order = tunes.indices.sorted { (tunes[$0].count, $0) < (tunes[$1].count, $1) }
        let batches = stride(from: 0, to: order.count, by: 32).map { Array(order[$0..<min($0 + 32, order.count)]) }
        let found = try concurrentMap(batches) { batch in
            let rows = batch.map { RewrittenTune(tunes[$0], grammar.start()) }
            let chosen = batch.map { points[$0] }
            return try zip(
                write(rows, from: chosen, isTold: true, vocabularySize),
                write(rows, from: chosen, isTold: false, vocabularySize)
            ).map { Reconstruction(told: $0, alone: $1) }
        }
        var result = [Reconstruction](repeating: Reconstruction(), count: tunes.count)
        for (tune, found) in zip(order, found.joined()) { result[tune] = found }
        return result
    }

    /// The rows when all of them are written.
    ///
    /// - Parameter isTold: the tune's own tokens go before each place, not those that the model chose.
    private func write(
        _ rows: [RewrittenTune], from points: [[Float]], isTold: Bool, _ vocabularySize: Int
    ) throws -> [RewrittenTune] {
        var rows = rows
        let open = rows.indices.filter { !rows[$0].tune.isEmpty }
        var walk = DecoderRows(
            open, decoder: decoder(latents: open.map { points[$0] }), vocabularySize: vocabularySize)
        var mask = [Bool](repeating: false, count: vocabularySize)
        while !walk.rows.isEmpty {
            try walk.step { row, scores in
                rows[row].choose(scores, isTold: isTold, &mask)
                return (rows[row].last, rows[row].isOver)
            }
        }
        return rows
    }
}

/// A tune as far as it is written again.
private struct RewrittenTune {
    let tune: [TokenID]
    /// What was chosen at each place, and whether there was a choice.
    private(set) var places: [(best: TokenID, isChoice: Bool)] = []
    /// The token that stands at the last place.
    private(set) var last: TokenID = 0
    private(set) var isOver = false
    private var state: any GrammarState

    init(_ tune: [TokenID], _ state: any GrammarState) {
        self.tune = tune
        self.state = state
    }

    mutating func choose(_ scores: ArraySlice<Float>, isTold: Bool, _ mask: inout [Bool]) {
        if isTold { state.allowedInGiven(&mask) } else { state.allowed(&mask, tokensLeft: Int.max / 8) }
        let allowed = mask.indices.filter { mask[$0] }
        let truth = tune[places.count]
        last = isTold ? truth : 0
        guard let first = allowed.first, !isTold || mask[Int(truth)] else {
            isOver = true
            return
        }
        let best = allowed.dropFirst().reduce(first) {
            scores[scores.startIndex + $1] > scores[scores.startIndex + $0] ? $1 : $0
        }
        places.append((TokenID(best), allowed.count > 1))
        if !isTold { last = TokenID(best) }
        state.advance(last)
        isOver = places.count == tune.count || state.isEnded
    }
}

extension Reconstruction {
    fileprivate init(told: RewrittenTune, alone: RewrittenTune) {
        for (place, (best, isChoice)) in told.places.enumerated() where isChoice {
            places += 1
            if best == told.tune[place] { teacherForced += 1 }
            if place < alone.places.count, alone.places[place].best == told.tune[place] { sampled += 1 }
        }
    }
}

import MuseMusic
import MusePlatform
import MuseProtocols

/// Predicts the tokens of tunes that are composed before their first token.
///
/// The next token of the composed tune has nearly all the probability. A tune that leaves its plan, because the planned
/// token is not allowed or because its start is given, is composed again after the next bar line: its bars become those
/// of the grammar's phrases, and the rest of the tune returns to them.
final class ComposingDecoder: TokenDecoder {
    private struct Row {
        let tune: TuneContext?
        /// nil if no tune could be composed.
        var plan: PlannedTune?
        var mustCompose = true
        var tokens: [TokenID] = []
    }

    private let model: RuleBasedModel
    private var rows: [Row]

    /// The log-probability of a token that is not planned. It is finite, because it may be the only one allowed.
    private static let unplanned: Float = -100

    init(_ model: RuleBasedModel, _ request: DecodingRequest) {
        self.model = model
        rows = (0..<request.rows).map { Row(tune: request.tunes?[$0]) }
    }

    var rowCount: Int { rows.count }

    func scores(into scores: inout [Float]) throws {
        let size = model.vocabularySize
        if scores.count != rows.count * size { scores = [Float](repeating: 0, count: rows.count * size) }
        for r in rows.indices {
            if rows[r].mustCompose {
                rows[r].plan = try plan(for: rows[r])
                rows[r].mustCompose = false
            }
            let own = r * size..<(r + 1) * size
            guard let plan = rows[r].plan, let token = plan.token else {
                scores.replaceSubrange(own, with: try self.scores(withoutPlan: rows[r]))
                continue
            }
            for i in own { scores[i] = Self.unplanned }
            if let other = plan.alternative { scores[own.lowerBound + Int(other)] = Self.unplanned / 2 }
            scores[own.lowerBound + Int(token)] = 0
        }
    }

    func accept(_ tokens: [TokenID]) {
        precondition(tokens.count == rows.count, "\(tokens.count) tokens for \(rows.count) rows")
        for (r, token) in tokens.enumerated() {
            rows[r].tokens.append(token)
            let isPlanned = rows[r].plan?.follow(token) ?? false
            if !isPlanned, isBar(token) { rows[r].mustCompose = true }
        }
    }

    func retain(_ keep: [Bool]) {
        rows.retain(keep)
    }

    func copyRows(_ sources: [Int]) -> Bool {
        rows = sources.map { rows[$0] }
        return true
    }

    /// Composes a tune, or the rest of one.
    ///
    /// - Returns: nil if the start of the tune is not in the meter of the grammar, or the tokens cannot represent the
    ///   rest.
    private func plan(for row: Row) throws -> PlannedTune? {
        let (reader, grammar, tokens) = (model.tokens.reader, model.grammar, tokens(of: row))
        let composer = Composer(
            grammar: grammar, plan: row.tune?.plan ?? Plan(), hasRepeats: model.tokens.hasRepeats)
        var random = (row.tune?.random ?? RandomSource(seed: 0)).stream("composing", tokens.count)
        guard !tokens.isEmpty else { return try newTune(row.tune?.plan ?? Plan(), random) }
        let start = try reader.score(of: tokens)
        guard let given = GivenMusic(start, grammar), let tune = composer.compose(&random, given: given),
            let whole = start.continued(given, by: tune, barTicks: grammar.barTicks)
        else { return nil }
        do {
            var plan = try PlannedTune(whole, reader)
            plan.resume(after: tokens, isBar: isBar)
            return plan
        } catch is TokenizationError {
            return nil
        }
    }

    /// Composes a tune. One that exceeds the plan's tokens has fewer bars, if no sections are demanded.
    private func newTune(_ demands: Plan, _ random: RandomSource) throws -> PlannedTune? {
        var plan = demands
        while true {
            let composer = Composer(grammar: model.grammar, plan: plan, hasRepeats: model.tokens.hasRepeats)
            var random = random
            guard let score = composer.compose(&random) else { return nil }
            let tune = try PlannedTune(score, model.tokens.reader)
            let bars = (model.tokens.hasRepeats ? score : score.played()).bars().count
            guard let most = plan.maxTokens?.value, tune.count > most, plan.sections == nil, bars > 1 else {
                return tune
            }
            let fewer = max(1, min(bars - 1, bars * most / tune.count))
            let least = demands.bars?.value.lowerBound ?? 1
            if least > fewer { return tune }
            plan.bars = Plan.Demand(least...fewer, path: "", mark: nil)
        }
    }

    private func tokens(of row: Row) -> [TokenID] { row.tune?.tokens(row.tokens) ?? row.tokens }

    /// Log-probabilities of a tune that has left its plan: bar lines as soon as they are possible, or else notes near
    /// the last one.
    private func scores(withoutPlan row: Row) throws -> [Float] {
        let (reader, kinds) = (model.tokens.reader, model.tokens.kinds)
        let tokens = tokens(of: row)
        let music = try reader.music(of: tokens, plan: row.tune?.plan ?? Plan())
        let pitches = reader.pitches(in: music.key, after: tokens.last)
        let last = music.notes.last?.note.pitch.midi ?? 74
        let weights = (0..<model.vocabularySize).map { token -> Double in
            switch kinds.indices.contains(token) ? kinds[token] : .other {
            case .bar: return 1e6
            case .end: return 1e3
            case .note:
                let distance = Double((pitches[token] ?? last + 12) - last) / 2
                let nearness = 1 / (1 + distance * distance)
                return nearness * nearness
            case .hold, .duration: return 0.05
            case .rest, .condition, .other: return 1e-6
            }
        }
        let sum = weights.reduce(0, +)
        return weights.map { Float(log($0 / sum)) }
    }

    private func isBar(_ token: TokenID) -> Bool {
        model.tokens.kinds.indices.contains(Int(token)) && model.tokens.kinds[Int(token)] == .bar
    }
}

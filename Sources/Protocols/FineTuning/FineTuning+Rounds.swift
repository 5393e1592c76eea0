extension FineTuning {
    /// The measurements of a round.
    ///
    /// - Parameters:
    ///   - step: the number of rounds before.
    ///   - kl: the KL divergence from the base model, in nats per token, as `entropy`.
    package func point(_ step: Int, _ episodes: [Episode], kl: Double, entropy: Double) -> TuningCurve.Point {
        let count = Double(max(1, episodes.count))
        return TuningCurve.Point(
            step: step, reward: episodes.reduce(0) { $0 + $1.reward } / count,
            satisfactions: rewards.indices.map { r in episodes.reduce(0) { $0 + $1.satisfactions[r] } / count },
            kl: kl, entropy: entropy, distinct: Double(Set(episodes.map(\.tokens)).count) / count,
            distance: distance.map { $0(episodes.map(\.tokens)) })
    }

    /// Reports a round to the user.
    package func report(_ point: TuningCurve.Point, to context: FitContext) {
        context.measure(.fineTuning(point))
        let phrase =
            "step \(point.step + 1) of \(settings.steps), reward \(point.reward.thousandths), "
            + "\(point.kl.thousandths) nats per token from the base model"
            + (point.distance.map { ", distance \($0.thousandths) from real tunes" } ?? "")
        context.progress(Double(point.step) / Double(settings.steps), phrase)
    }

    /// Why fine-tuning stops after a round, and which weights are kept; nil to continue.
    ///
    /// - Parameter measured: the round.
    package func reasonToStop(_ measured: TuningCurve.Point) -> String? {
        if measured.kl > settings.klLimit {
            return
                "\(measured.kl.thousandths) nats per token from the base model, above `leash: \(settings.klLimit)`; the "
                + "previous step's weights are kept"
        }
        if distance != nil, measured.distinct < 0.5 {
            return
                "\(Int((100 * measured.distinct).rounded())) % of the tunes are distinct, so the model has collapsed; "
                + "earlier weights are kept"
        }
        return nil
    }
}

extension Double {
    /// The number with at most three decimals.
    package var thousandths: String { "\((self * 1000).rounded() / 1000)" }
}

extension TuningCurve {
    /// Whether no earlier round had a lower distance; true for rounds without a distance.
    package func isNearest(_ point: Point) -> Bool {
        points.allSatisfy { ($0.distance ?? 0) >= (point.distance ?? 0) }
    }
}

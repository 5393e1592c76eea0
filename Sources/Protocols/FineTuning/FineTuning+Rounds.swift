extension FineTuning {
    /// The measurements of a round.
    ///
    /// - Parameters:
    ///   - step: the number of rounds before.
    ///   - kl: the KL divergence from the base model, in nats per token, as `entropy`.
    package func point(_ step: Int, _ episodes: [Episode], kl: Double, entropy: Double) -> TuningCurve.Point {
        let count = Double(max(1, episodes.count))
        let tunes = episodes.map(\.tokens)
        return TuningCurve.Point(
            step: step, reward: episodes.reduce(0) { $0 + $1.reward } / count,
            satisfactions: rewards.indices.map { r in episodes.reduce(0) { $0 + $1.satisfactions[r] } / count },
            kl: kl, entropy: entropy, distinct: Double(Set(tunes).count) / count, diversity: Self.diversity(of: tunes),
            distance: distance.map { $0(tunes) })
    }

    /// Returns the diversity of tunes: the share of different runs among all runs of eight tokens. 1 if no run occurs
    /// twice; it falls when tunes repeat themselves or each other. 1 if no tune has eight tokens.
    ///
    /// Source: distinct-n, Li et al., "A Diversity-Promoting Objective Function for Neural Conversation Models", NAACL
    /// 2016, arXiv:1510.03055, section 5.3; there for one and two words. Eight tokens are about a bar.
    package static func diversity(of tunes: [[TokenID]]) -> Double {
        let runs = tunes.flatMap { tune in (0..<max(0, tune.count - 7)).map { tune[$0..<$0 + 8] } }
        return runs.isEmpty ? 1 : Double(Set(runs).count) / Double(runs.count)
    }

    /// Reports a round to the user.
    package func report(_ point: TuningCurve.Point, to context: FitContext) {
        context.measure(.fineTuning(point))
        let phrase =
            "step \(point.step + 1) of \(settings.steps), reward \(point.reward.thousandths), "
            + "diversity \(point.diversity.thousandths), "
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

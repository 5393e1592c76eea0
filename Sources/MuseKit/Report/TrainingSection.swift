import MusePlatform
import MuseProtocols

/// The curves of training and of fine-tuning.
enum TrainingSection {
    /// nil for a model that was not trained in steps.
    ///
    /// - Parameter vocabularySize: for the loss of uniform guesses.
    static func training(_ curve: LearningCurve, vocabularySize: Int) -> ReportSection? {
        guard let last = curve.points.last else { return nil }
        let training = LineChart.Series("training", curve.points.map { (Double($0.step), $0.training) })
        let heldOut = LineChart.Series(
            "held out", curve.points.compactMap { point in point.validation.map { (Double(point.step), $0) } })
        let uniform = log(Double(max(1, vocabularySize)))
        var text =
            "Mean negative log-likelihood of a token. Guesses that give all \(vocabularySize) tokens the same "
            + "probability cost \(ChartNumber.short(uniform)) nats."
        var chart = LineChart(
            "Loss over training",
            "Training loss falls from \(ChartNumber.short(curve.points[0].training)) to "
                + "\(ChartNumber.short(last.training)) nats per token in \(last.step) steps.",
            x: "training steps", y: "nats per token", [training] + (heldOut.points.isEmpty ? [] : [heldOut]))
        if let best = curve.best, let loss = best.validation {
            chart.mark = ("best \(ChartNumber.text(loss, decimals: 3))", Double(best.step), loss)
            text += " On held-out tunes the loss is lowest after \(best.step) steps; these weights are kept."
        }
        if uniform < 1.5 * curve.points[0].training { chart.baseline = ("uniform", uniform) }
        chart.isCounted = true
        chart.pointName = "step"
        return ReportSection(heading: "Training", text: [text], charts: [chart])
    }

    /// nil without fine-tuning.
    ///
    /// - Parameters:
    ///   - rewards: the names of the rewards.
    ///   - limit: the KL divergence at which fine-tuning stops, in nats per token; nil if it is unknown.
    static func fineTuning(_ curve: TuningCurve, rewards: [String], limit: Double?) -> ReportSection? {
        guard let first = curve.points.first, let last = curve.points.last else { return nil }
        func chart(
            _ title: String, _ unit: String, _ series: [(String, (TuningCurve.Point) -> Double?)],
            _ include: [Double] = [0]
        ) -> LineChart? {
            let lines = series.map { name, value in
                LineChart.Series(
                    name, curve.points.compactMap { point in value(point).map { (Double(point.step), $0) } })
            }.filter { !$0.points.isEmpty }
            guard let main = lines.first, let from = main.points.first, let to = main.points.last else { return nil }
            var chart = LineChart(
                title,
                "\(title) goes from \(ChartNumber.short(from.y)) to \(ChartNumber.short(to.y)) in \(last.step + 1) rounds.",
                x: "rounds", y: unit, lines)
            chart.includedValues = include
            chart.isCounted = true
            chart.pointName = "round"
            return chart
        }
        let single = rewards.indices.map { r in
            (
                rewards[r],
                { (point: TuningCurve.Point) in point.satisfactions.indices.contains(r) ? point.satisfactions[r] : nil }
            )
        }
        var divergence = chart("Divergence from the base model", "nats per token", [("KL divergence", { $0.kl })])
        if let limit, limit < 2 * (curve.points.map(\.kl).max() ?? 0) { divergence?.baseline = ("limit", limit) }
        let charts = [
            chart("Reward", "weighted mean of the rewards, 0 to 1", [("reward", { $0.reward })], [0, 1]),
            rewards.count > 1 ? chart("Rewards by rule", "mean satisfaction, 0 to 1", single, [0, 1]) : nil,
            divergence, chart("Entropy of the model", "nats per token", [("entropy", { $0.entropy })]),
            chart(
                "Diversity", "shares: distinct tunes, and distinct runs of eight tokens",
                [("distinct tunes", { $0.distinct }), ("distinct runs", { $0.diversity })], [0, 1]),
            chart("Distance from the corpus", "distance", [("distance", { $0.distance })]),
        ]
        return ReportSection(
            heading: "Fine-tuning",
            text: [
                "Each round samples tunes and rewards them by rules: the mean reward went from "
                    + "\(ChartNumber.short(first.reward)) to \(ChartNumber.short(last.reward)). Divergence that rises while "
                    + "entropy and diversity fall is a sign of reward hacking."
            ], charts: charts.compactMap(\.self))
    }
}

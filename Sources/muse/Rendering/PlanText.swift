import MuseKit

extension TrainingPlan {
    /// A table with a row for each number of machines, and what it is based on.
    var text: String {
        var table = TextTable()
        table.add(["machines", "threads", "step", "exposed", "speed-up", "efficiency", "tokens/s", "training"])
        for row in rows {
            let speedUp = speedUp(row)
            table.add([
                "\(row.machines)", "\(row.cost.threads)", Self.milliseconds(row.stepSeconds),
                Self.milliseconds(row.exposedSeconds), "\((speedUp * 100).rounded() / 100)",
                "\(Int((100 * speedUp / Double(row.machines)).rounded())) %", "\(Int(row.tokensPerSecond.rounded()))",
                ProgressLine.time(.seconds(row.totalSeconds)),
            ])
        }
        let cost = rows[0].cost
        let speed =
            "\((network.bitsPerSecond / 1e7).rounded() / 100) Gbit/s, \((network.latency * 1e7).rounded() / 10) µs"
        return """
            \(cost.steps) steps of \(cost.tokens) tokens; gradients of \((Double(cost.gradientBytes) / 1e4).rounded() / 100) MB; \
            network \(isNetworkMeasured ? "measured" : "assumed"): \(speed)
            \(table.text)
            """
    }

    private static func milliseconds(_ seconds: Double) -> String { "\((seconds * 1e4).rounded() / 10) ms" }
}

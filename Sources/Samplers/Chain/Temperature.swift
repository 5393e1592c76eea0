package import MuseProtocols

/// Raises probabilities to the power of `1 / value`. Values below 1 sharpen the distribution, values above 1 flatten
/// it.
///
/// Formula: `l ← (l - max l) / value`. Subtracting the maximum first changes no probability and keeps the best score at
/// 0, so that the division cannot turn all scores into `-inf`.
///
/// Source: Ackley, Hinton and Sejnowski, "A Learning Algorithm for Boltzmann Machines", Cognitive Science 9, 1985,
/// https://doi.org/10.1207/s15516709cog0901_7, equation 5.
package struct Temperature: Sampler {
    static let value = Setting<TuneSchedule>(
        "value", in: 0.01...100, default: 1,
        "divisor of the logits; a value below 1 sharpens the distribution, above 1 flattens it")
    package static let schema = Schema(
        "temperature", "divides the logits by a constant",
        source: "Ackley, Hinton and Sejnowski 1985, Cognitive Science 9", [value])

    private var value: ScheduledValue

    package init(_ settings: Settings) throws { value = ScheduledValue(try settings[Self.value]) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let value = Float(try value.value(at: step))
        let best = logits.best
        guard value != 1, best.isFinite else { return }
        logits.withUnsafeMutableBufferPointer { logits in
            for i in logits.indices { logits[i] = (logits[i] - best) / value }
        }
    }
}

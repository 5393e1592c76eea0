package import MuseProtocols

/// Raises probabilities to the power of `1 / value`: below 1 the likely become likelier, above 1 all come nearer to
/// each other.
///
/// Formula: `l ← (l - max l) / value`. Taking the best score off first changes no probability and keeps the best token
/// at 0, so that no division can carry every score to `-inf`.
///
/// Source: Ackley, Hinton and Sejnowski, "A Learning Algorithm for Boltzmann Machines", Cognitive Science 9, 1985,
/// https://doi.org/10.1207/s15516709cog0901_7, equation 5.
package struct Temperature: Sampler {
    static let value = Setting<Double>(
        "value", in: 0.01...100, default: 1, "divisor of the log scores; below 1 sharper, above 1 flatter")
    package static let schema = Schema(
        "temperature", "scales the log scores",
        source: "Ackley, Hinton and Sejnowski 1985, Cognitive Science 9", [value])

    private let value: Float

    package init(_ settings: Settings) throws { value = Float(try settings[Self.value]) }

    package mutating func adjust(_ logits: inout [Float], at step: Step) {
        let best = logits.best
        guard value != 1, best.isFinite else { return }
        for i in logits.indices { logits[i] = (logits[i] - best) / value }
    }
}

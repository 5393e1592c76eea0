package import MuseProtocols

/// Divides the scores by a temperature that is high in uncertain steps and low in certain ones.
///
/// Formula: `T = low + (high - low) (H / ln n)^exponent`, where `low` and `high` are `value ± range`, `H` is the
/// entropy of the step and `n` the number of tokens that are not excluded. Then `l ← (l - max l) / T`.
///
/// A temperature below 0.01 is raised to it; llama.cpp samples the most probable token if it is 0.
///
/// Source: Kalomaze, "Dynamic Temperature", 2023; as `temp_ext` in llama.cpp. The default range is 0 there, where the
/// sampler is an ordinary temperature.
package struct DynamicTemperature: Sampler {
    static let value = Setting<TuneSchedule>("value", in: 0.01...100, default: 1, "middle of the range of temperatures")
    static let range = Setting<TuneSchedule>(
        "range", in: 0...100, default: 0.5, "distance of the highest and the lowest temperature from the middle")
    static let exponent = Setting<TuneSchedule>(
        "exponent", in: 0.01...100, default: 1,
        "exponent of the relative entropy; a value above 1 keeps the temperature low except in very uncertain steps")
    package static let schema = Schema(
        "dynamic_temperature", "divides the logits by a temperature that rises with the entropy of the step",
        source: "Kalomaze 2023; llama.cpp's temp_ext", [value, range, exponent])

    private var value: ScheduledValue
    private var range: ScheduledValue
    private var exponent: ScheduledValue
    private var distribution = StepDistribution()

    package init(_ settings: Settings) throws {
        value = ScheduledValue(try settings[Self.value])
        range = ScheduledValue(try settings[Self.range])
        exponent = ScheduledValue(try settings[Self.exponent])
    }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        let value = try value.value(at: step)
        let range = try range.value(at: step)
        let exponent = try exponent.value(at: step)
        guard distribution.read(logits), distribution.tokens.count > 1 else { return }
        let uncertainty =
            min(1, distribution.entropy(of: logits) / naturalLogarithm(Double(distribution.tokens.count)))
        let low = max(0, value - range)
        let rise = (value + range - low) * exponential(exponent * naturalLogarithm(uncertainty))
        let temperature = Float(max(0.01, low + rise))
        let best = logits.best
        for i in logits.indices { logits[i] = (logits[i] - best) / temperature }
    }
}

import MuseProtocols

/// The settings shared by all tokenizers on a grid of steps.
struct GridSettings: Sendable {
    let stepsPerQuarter = Setting<Int>(
        "steps_per_quarter", in: 1...16, default: 4, unit: "steps per quarter note",
        "resolution of the grid, a power of two; at 4, a step is a sixteenth note")
    let low: Setting<Int>
    let high: Setting<Int>

    /// - Parameter range: the default pitch range, in MIDI note numbers.
    init(range: ClosedRange<Int>) {
        low = Setting<Int>(
            "low", in: 0...127, default: range.lowerBound, unit: "MIDI note number",
            "lowest pitch in the vocabulary; 60 is middle C")
        high = Setting<Int>(
            "high", in: 0...127, default: range.upperBound, unit: "MIDI note number",
            "highest pitch in the vocabulary, at least 11 above `low`")
    }

    var all: [any AnySetting] { [stepsPerQuarter, low, high] }

    /// - Throws: `RecipeError` if the resolution is not a power of two, or the range is less than an octave.
    func values(_ settings: Settings) throws -> (stepsPerQuarter: Int, range: ClosedRange<Int>) {
        let steps = try settings[stepsPerQuarter]
        guard steps & (steps - 1) == 0 else {
            throw settings.conflict("\(steps) is not a power of two: 1, 2, 4, 8 or 16", about: stepsPerQuarter)
        }
        let (lowest, highest) = (try settings[low], try settings[high])
        guard lowest + 11 <= highest else {
            throw settings.conflict(
                "from low \(lowest) to high \(highest) is less than an octave",
                about: settings.node[high.info.name] == nil ? low : high)
        }
        return (steps, lowest...highest)
    }
}

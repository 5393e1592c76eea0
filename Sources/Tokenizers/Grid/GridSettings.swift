import MuseProtocols

/// The settings that all tokenizers on a grid of steps have.
struct GridSettings: Sendable {
    let stepsPerQuarter = Setting<Int>(
        "steps_per_quarter", in: 1...16, default: 4, unit: "steps",
        "grid resolution, a power of two; at 4 a step is a sixteenth")
    let low: Setting<Int>
    let high: Setting<Int>

    /// - Parameter range: default pitch range, in MIDI numbers.
    init(range: ClosedRange<Int>) {
        low = Setting<Int>(
            "low", in: 0...127, default: range.lowerBound, unit: "MIDI number",
            "lowest pitch of the vocabulary; 60 is middle C")
        high = Setting<Int>(
            "high", in: 0...127, default: range.upperBound, unit: "MIDI number", "highest pitch of the vocabulary")
    }

    var all: [any AnySetting] { [stepsPerQuarter, low, high] }

    /// - Throws: `RecipeError` for a grid on which not every length can be written, and for less than an octave.
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

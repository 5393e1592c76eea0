import MuseProtocols

/// The meters that a grid tokenizer has tokens for.
enum GridMeters: String, SettingChoice { case any, common }

/// The values of the settings shared by all tokenizers on a grid.
struct GridShape: Sendable {
    let stepsPerQuarter: Int
    /// The pitches, as MIDI note numbers.
    let range: ClosedRange<Int>
    let meters: GridMeters
}

/// The settings shared by all tokenizers on a grid of steps.
struct GridSettings: Sendable {
    let stepsPerQuarter = Setting<Int>(
        "steps_per_quarter", in: 1...16, default: 4, unit: "steps per quarter note",
        "resolution of the grid, a power of two; at 4, a step is a sixteenth note")
    let low: Setting<Int>
    let high: Setting<Int>
    let meters: Setting<GridMeters>

    /// - Parameters:
    ///   - range: the default pitch range, in MIDI note numbers.
    ///   - changes: what `meters: common` does with music in several meters.
    init(range: ClosedRange<Int>, changes: String) {
        low = Setting<Int>(
            "low", in: 0...127, default: range.lowerBound, unit: "MIDI note number",
            "lowest pitch in the vocabulary; 60 is middle C")
        high = Setting<Int>(
            "high", in: 0...127, default: range.upperBound, unit: "MIDI note number",
            "highest pitch in the vocabulary, at least 11 above `low`")
        meters = Setting<GridMeters>(
            "meters", default: .any,
            "meters that have tokens; any: every meter whose bars are whole steps, and changes of meter within a tune; "
                + "common: one of C, C|, 2/4 to 6/4, 2/2 to 4/2, 2/8 to 7/8, 9/8, 12/8 and 15/8 for the whole tune, "
                + "in a smaller vocabulary; \(changes)")
    }

    var all: [any AnySetting] { [stepsPerQuarter, low, high, meters] }

    /// - Throws: `RecipeError` if the resolution is not a power of two, or the range is less than an octave.
    func values(_ settings: Settings) throws -> GridShape {
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
        return GridShape(stepsPerQuarter: steps, range: lowest...highest, meters: try settings[meters])
    }
}

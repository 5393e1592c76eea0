import MuseProtocols

/// The settings of the `per_tok` tokenizer besides the common ones.
enum PerTokSettings {
    static let ticks = Setting<Int>(
        "ticks_per_quarter", in: 12...960, default: 320, unit: "ticks per quarter note",
        "resolution of onsets and lengths; a multiple of each resolution of beat_res divides them exactly")
    static let useMicrotiming = Setting<Bool>(
        "use_microtiming", default: true, "whether events state how far they are from the grid of beat_res")
    static let maxShift = Setting<Double>(
        "max_microtiming_shift", in: 0...1, default: 0.125, unit: "quarter notes",
        "with use_microtiming: the farthest distance from the grid that has a token")
    static let shifts = Setting<Int>(
        "num_microtiming_bins", in: 1...500, default: 30,
        "with use_microtiming: number of steps between the farthest distances before and after the grid")
    static let usePositions = Setting<Bool>(
        "use_position_toks", default: false,
        "whether times are stated as positions in the bar instead of shifts from the event before")

    static let all: [any AnySetting] = [ticks, useMicrotiming, maxShift, shifts, usePositions]
}

/// The time values of the `per_tok` tokenizer, as exact ticks of a quarter: `1.160.320` for one and a half.
struct PerTokValues: Sendable {
    let ticksPerQuarter: Int
    /// In the order of their tokens.
    let names: [String]
    let ticks: [Int]
    /// The shortest time that takes a shift: half the shortest value.
    let leastShift: Int

    init(_ resolutions: [BeatResolution], ticksPerQuarter: Int) {
        self.ticksPerQuarter = ticksPerQuarter
        var names: [String] = []
        var ticks: [Int] = []
        for resolution in resolutions {
            for beat in resolution.range {
                for part in 0..<resolution.perBeat where beat > 0 || part > 0 {
                    let offset = ticksPerQuarter / resolution.perBeat * part
                    let value = beat * ticksPerQuarter + offset
                    guard !ticks.contains(value) else { continue }
                    ticks.append(value)
                    names.append("\(beat).\(offset).\(ticksPerQuarter)")
                }
            }
        }
        self.names = names
        self.ticks = ticks
        leastShift = (ticks.min() ?? 0) / 2
    }

    /// The index of the nearest value, the first of two in the order of tokens.
    func index(nearest length: Int) -> Int { ticks.index(nearestTo: length) }
}

extension [Int] {
    /// The index of the nearest value, the first of several.
    func index(nearestTo value: Int) -> Int {
        var best = 0
        for i in indices.dropFirst() where abs(self[i] - value) < abs(self[best] - value) { best = i }
        return best
    }
}

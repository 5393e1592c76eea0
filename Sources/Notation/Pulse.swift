import MuseMusic
import MusePlatform

/// The pulse of a performance: a map from its ticks to quarters, on which its onsets are nearest to a grid of
/// sixteenths (or of triplets).
///
/// The Fourier coefficient of the onset train at a pulse's frequency gives its strength and its phase. If the file's
/// quarter is a pulse of the music, only the phase is estimated: one for the file if its onsets agree, otherwise one
/// for each place, from the onsets around it. If it is not, as in a performance recorded without a metronome, the
/// period is estimated too.
///
/// Source: Grosche and Müller, "Extracting predominant local pulse information from music recordings", IEEE TASLP 2011.
struct Pulse {
    /// The new quarter's length in quarters of the file; 1 if the file's own is kept.
    private(set) var quarter = 1.0
    /// The phase in ticks at each `window`, counted from tick 0; one value if it is constant.
    private var shifts = [0.0]
    private let window: Double
    private let ticksPerQuarter: Double
    /// The typical distance of onsets from the grid, in quarters.
    private(set) var deviation = 0.0

    /// The strength from which on a grid is taken to be the music's. Onsets at random times have one of 0.1 or less.
    private static let threshold = 0.5

    /// - Parameters:
    ///   - onsets: in ticks, in ascending order.
    ///   - quartersPerMinute: the tempo of the file.
    ///   - isFixed: whether the file's own pulse is kept, and only the distance from it measured.
    init(_ onsets: [Int], ticksPerQuarter: Int, quartersPerMinute: Double = 120, isFixed: Bool = false) {
        self.ticksPerQuarter = Double(ticksPerQuarter)
        window = 2 * self.ticksPerQuarter
        guard onsets.count > 1 else { return }
        let onsets = onsets.map(Double.init)
        defer { deviation = measuredDeviation(onsets) }
        if isFixed { return }
        let times = onsets[...]
        let grids = [4.0, 6].map { (steps: $0, pulse: Self.pulse(times, period: self.ticksPerQuarter / $0)) }
        // Music in eighths is on both grids; then sixteenths are meant.
        var steps = grids[1].pulse.strength > grids[0].pulse.strength + 0.1 ? 6.0 : 4
        let strength = max(grids[0].pulse.strength, grids[1].pulse.strength)
        if strength < 0.9 {
            let local = [4.0, 6].map { Self.localStrength(onsets, period: self.ticksPerQuarter / $0) }
            steps = local[1] > local[0] + 0.1 ? 6 : 4
            if max(local[0], local[1]) < Self.threshold, strength < Self.threshold,
                let period = Self.period(onsets, ticksPerQuarter: self.ticksPerQuarter)
            {
                // A tempo near 100 is the most common one (Parncutt 1994).
                let sixteenth = period / self.ticksPerQuarter
                quarter = [2.0, 4, 8].map { $0 * sixteenth }.min {
                    abs(log(quartersPerMinute / $0 / 100)) < abs(log(quartersPerMinute / $1 / 100))
                }!
                steps = (quarter / sixteenth).rounded()
            }
            follow(onsets, period: self.ticksPerQuarter * quarter / steps)
        } else {
            let shift = (steps == 4 ? grids[0] : grids[1]).pulse.phase
            // Some programs write all onsets a tick or two late; that is not a shift.
            if abs(shift) > self.ticksPerQuarter / 200 { shifts = [shift] }
        }
    }

    /// The time of a tick in quarters, at least 0.
    func quarters(_ tick: Int) -> Double {
        max(0, (Double(tick) - shift(at: Double(tick))) / (ticksPerQuarter * quarter))
    }

    private func shift(at tick: Double) -> Double {
        let place = tick / window
        let index = min(Int(place), shifts.count - 1)
        guard index + 1 < shifts.count else { return shifts[index] }
        return shifts[index] + (shifts[index + 1] - shifts[index]) * (place - Double(index))
    }

    /// Estimates the phase in each window from the onsets of the eight quarters around it.
    private mutating func follow(_ onsets: [Double], period: Double) {
        var result: [Double] = []
        var first = 0
        for i in 0...Int(onsets[onsets.count - 1] / window) + 1 {
            let center = Double(i) * window
            while first < onsets.count, onsets[first] < center - 2 * window { first += 1 }
            let near = onsets[first...].prefix { $0 <= center + 2 * window }
            var shift = result.last ?? 0
            if !near.isEmpty {
                let phase = Self.pulse(near, period: period).phase
                // The phase nearest to the previous one, of all that differ by whole periods.
                shift = phase + ((shift - phase) / period).rounded() * period
            }
            result.append(shift)
        }
        shifts = result
    }

    /// Robust standard deviation of the onsets from sixteenths or triplets, in quarters.
    private func measuredDeviation(_ onsets: [Double]) -> Double {
        let times = onsets.map { quarters(Int($0)) }
        return [4.0, 6].map { steps in
            let errors = times.map { abs($0 * steps - ($0 * steps).rounded()) / steps }.sorted()
            return 1.4826 * errors[errors.count / 2]
        }.min()!
    }

    private static func pulse(_ onsets: ArraySlice<Double>, period: Double) -> (strength: Double, phase: Double) {
        var (x, y) = (0.0, 0.0)
        for onset in onsets {
            let angle = 2 * Double.pi * onset / period
            x += cos(angle)
            y += sin(angle)
        }
        return ((x * x + y * y).squareRoot() / Double(max(1, onsets.count)), atan2(y, x) / (2 * .pi) * period)
    }

    /// The mean strength in groups of adjacent onsets, which a slow drift does not reduce.
    private static func localStrength(_ onsets: [Double], period: Double) -> Double {
        let size = 24
        let groups = stride(from: 0, to: max(1, onsets.count - size / 2), by: size).map {
            pulse(onsets[$0..<min($0 + size, onsets.count)], period: period).strength
        }
        return groups.reduce(0, +) / Double(groups.count)
    }

    /// The longest period, between 1/10 and 3/4 of a quarter, whose strength is near the maximum; nil if all are weak.
    private static func period(_ onsets: [Double], ticksPerQuarter: Double) -> Double? {
        let onsets = Array(onsets.prefix(400))
        let periods = (0..<800).map { 0.75 * ticksPerQuarter * pow(0.9975, Double($0)) }
        let strengths = periods.map { localStrength(onsets, period: $0) }
        guard let best = strengths.max(), best >= threshold else { return nil }
        let peak = strengths.firstIndex { $0 >= 0.92 * best }!
        let end = strengths[peak...].firstIndex { $0 < 0.9 * best } ?? strengths.count
        return (peak..<end).max { strengths[$0] < strengths[$1] }.map { periods[$0] }
    }
}

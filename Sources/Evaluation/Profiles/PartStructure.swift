import MuseMusic
import MuseProtocols

/// The structure of a tune: how strongly its parts of eight bars repeat themselves.
///
/// Sections are divided into parts of `bars` bars; a repeated section that cannot be divided, such as one of four bars,
/// counts twice. With `x(t)` the pitch that sounds at time `t` minus the part's mean,
/// at 144 times a bar (rests hold the last note), and time counted modulo the length of the part, the circular
/// autocorrelation at the lag `L` is
///
///     r(L) = Σ x(t) x(t + L) / Σ x(t)²
///
/// The value of a part is the largest `r` at `lags` bars, that of a tune the mean over its parts. With the default,
/// parts whose phrases return after two or four bars have values near 1.
///
/// The grade, from 1 to 5, tells how typical the value is of the reference: 5 if it is between the quartiles of the
/// reference's values, 4 in their central 80 %, 3 in 95 %, 2 between their minimum and maximum, 1 outside, and for a
/// tune with a section that cannot be divided into parts. It is a proxy for the grade of a judge.
///
/// Source: Sturm, "An analysis of the 365 double jigs in O'Neill's", part 10, 2020,
/// https://highnoongmt.wordpress.com/2020/04/12/an-analysis-of-the-365-double-jigs-in-oneills-pt-10/, which analyses
/// parts of eight bars by the circular autocorrelation of their intervals and onsets; here of their pitches.
struct PartStructure: Sendable {
    static let bars = Setting<Int>("bars", in: 2...64, default: 8, unit: "bars", "length of a part")
    static let lags = Setting<[Int]>(
        "lags", kind: .list(of: .integer(1...63)), default: [2, 4], unit: "bars",
        "lags of the autocorrelation, shorter than a part; the largest value counts")
    static let group = SettingGroup("structure", [bars, lags], "parts and lags of the circular autocorrelation")

    private static let samplesPerBar = 144

    private let bars: Int
    private let lags: [Int]
    /// In ascending order.
    private var typical: [Double] = []

    init(_ settings: Settings) throws {
        bars = try settings[Self.bars]
        lags = try settings[Self.lags]
        let bars = bars
        if lags.isEmpty || lags.contains(where: { $0 >= bars }) {
            throw settings.conflict("expected lags of 1 to \(bars - 1) bars, shorter than a part", about: Self.lags)
        }
    }

    /// A copy that grades tunes by the style of a reference.
    func comparing(to reference: ProfileReference) -> PartStructure {
        var result = self
        result.typical = reference.style.compactMap(value).sorted()
        return result
    }

    /// The grade of a tune whose structure has this value, which is nil if it cannot be divided into parts.
    func grade(_ value: Double?) -> Int {
        guard let value, let least = typical.first, let most = typical.last else { return 1 }
        func isInside(_ share: Double) -> Bool {
            value >= typical.quantile((1 - share) / 2) && value <= typical.quantile((1 + share) / 2)
        }
        if isInside(0.5) { return 5 }
        if isInside(0.8) { return 4 }
        if isInside(0.95) { return 3 }
        return value >= least && value <= most ? 2 : 1
    }

    /// nil for a tune without sections, or with one that cannot be divided into parts.
    func value(_ score: Score) -> Double? {
        let sections = score.sections().filter { !$0.bars.isEmpty }
        let played = sections.map { section in
            section.isRepeated && section.bars.count % bars != 0 ? section.bars + section.bars : section.bars
        }
        guard !sections.isEmpty, played.allSatisfy({ $0.count % bars == 0 }) else { return nil }
        let melody = score.melody
        var values: [Double] = []
        for section in played {
            for start in stride(from: 0, to: section.count, by: bars) {
                let line = section[start..<start + bars].flatMap { pitches($0, score, melody) }
                values.append(lags.map { autocorrelation(line, lag: $0 * Self.samplesPerBar) }.max() ?? 0)
            }
        }
        return values.reduce(0, +) / Double(values.count)
    }

    /// The pitches that sound at equally spaced times of a bar. A short bar is held to its full length.
    private func pitches(_ bar: Bar, _ score: Score, _ melody: Melody) -> [Double] {
        let full = max(bar.duration, score.meters.value(at: bar.start)?.barTicks(score.ticksPerQuarter) ?? 0)
        let first = melody.tones(in: bar).first ?? melody.tones.first
        return (0..<Self.samplesPerBar).map { i in
            let time = min(bar.end - 1, bar.start + i * full / Self.samplesPerBar)
            return Double((melody.last(before: time + 1) ?? first)?.midi ?? 0)
        }
    }

    /// The normalised circular autocorrelation; 0 for a constant.
    private func autocorrelation(_ values: [Double], lag: Int) -> Double {
        let mean = values.reduce(0, +) / Double(values.count)
        let x = values.map { $0 - mean }
        let power = x.reduce(0) { $0 + $1 * $1 }
        guard power > 0 else { return 0 }
        return x.indices.reduce(0) { $0 + x[$1] * x[($1 + lag) % x.count] } / power
    }
}

import MuseMusic
import MuseProtocols

/// Plays notes a little early or late, louder or softer, as people do.
///
/// At an amount of 1 the onsets deviate by a standard deviation of 20 ms, at most 40, and the velocities by one of 10,
/// at most 20; smaller amounts scale both. Notes struck together stay together, except that the strings of a chord
/// follow each other by 12 ms, in the order of its notes. Ends move with their onsets.
struct Humanizer {
    private static let deviation = 0.020
    private static let strum = 0.012
    private static let velocityDeviation = 10.0

    private let amount: Double
    private var random: RandomSource
    private let tempos: [Timed<Double>]
    private let ticksPerQuarter: Int
    /// Times are multiples of it, so that MIDI files keep their usual resolution.
    private let unit: Int

    init(amount: Double, random: RandomSource, tempos: [Timed<Double>], ticksPerQuarter: Int) {
        self.amount = amount
        self.random = random
        self.tempos = tempos
        self.ticksPerQuarter = ticksPerQuarter
        unit = max(1, ticksPerQuarter / 480)
    }

    /// - Parameter notes: in order of onset.
    mutating func played(_ notes: [Note]) -> [Note] {
        var result = notes
        var i = 0
        while i < notes.count {
            let together = notes[i...].prefix { $0.onset == notes[i].onset }.count
            let moment = deviate() * Self.deviation
            let force = deviate() * Self.velocityDeviation
            for string in 0..<together {
                let note = notes[i + string]
                let shift = ticks(amount * (moment + Double(string) * Self.strum), at: note.onset)
                result[i + string].onset = max(0, note.onset + shift)
                result[i + string].velocity = UInt8(
                    clamping: min(max(Int(note.velocity) + Int((amount * force).rounded()), 1), 127))
            }
            i += together
        }
        let sorted = result.enumerated().sorted { ($0.element.onset, $0.offset) < ($1.element.onset, $1.offset) }
        return Self.separated(sorted.map(\.element))
    }

    /// Ends each note before its pitch is struck again.
    private static func separated(_ notes: [Note]) -> [Note] {
        var result = notes
        var last: [Int: Int] = [:]
        for i in result.indices {
            let pitch = result[i].pitch.midi
            if let before = last[pitch], result[before].end > result[i].onset {
                result[before].duration = max(1, result[i].onset - result[before].onset)
            }
            last[pitch] = i
        }
        return result
    }

    /// A normal deviate between -2 and 2.
    private mutating func deviate() -> Double { Double(min(max(random.normal(), -2), 2)) }

    private func ticks(_ seconds: Double, at onset: Int) -> Int {
        let speed = tempos.value(at: onset) ?? DanceTempo.standard
        return unit * Int((seconds * speed / 60 * Double(ticksPerQuarter) / Double(unit)).rounded())
    }
}

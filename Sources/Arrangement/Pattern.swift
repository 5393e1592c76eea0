import MuseMusic

/// What an instrument plays in one bar or several that alternate.
package struct Pattern: Hashable, Sendable {
    /// A sign of a pattern, with the time that it sounds as fractions of the bar.
    struct Stroke: Hashable, Sendable {
        let sign: Sign
        let isLoud: Bool
        let start: Step
        var end: Step
    }

    /// A place in a bar that is divided into equal parts.
    struct Step: Hashable, Sendable {
        let number: Int
        let count: Int

        /// Ticks from the start of a bar of a length.
        func ticks(_ bar: Int) -> Int { bar * number / count }
    }

    enum Sign: Character, CaseIterable, Sendable {
        /// The written bass note of the chord symbol, or its root.
        case bass = "B"
        /// The fifth of the chord below it; the written bass note if there is one.
        case fifth = "F"
        /// The tones of the chord.
        case chord = "C"
        /// Down: bass and chord on a guitar, the low stroke of a drum.
        case down = "D"
        /// Up: the chord without its bass on a guitar, the light stroke of a drum.
        case up = "U"
        /// The rim of a drum.
        case rim = "R"

        func isPlayed(by accompaniment: Instrument.Accompaniment) -> Bool {
            switch self {
            case .bass, .fifth, .chord: accompaniment != .bodhran
            case .down, .up: true
            case .rim: accompaniment == .bodhran
            }
        }
    }

    /// The strokes of each bar, in order; at least one bar.
    let bars: [[Stroke]]
    /// MIDI velocities of capital and small letters.
    let loud: UInt8
    let soft: UInt8

    func velocity(_ stroke: Stroke) -> UInt8 { stroke.isLoud ? loud : soft }
}

extension Pattern {
    /// Why a text is not a pattern.
    struct Mistake: Error {
        let message: String
        /// The number of characters before it.
        let offset: Int
    }

    /// Reads a pattern such as `D-u D-u | D-u Dud`.
    ///
    /// - Throws: `Mistake`.
    init(
        _ text: String, for accompaniment: Instrument.Accompaniment, meter: Meter, loud: UInt8, soft: UInt8
    ) throws {
        self.loud = loud
        self.soft = soft
        var bars: [[Stroke]] = []
        var offset = 0
        for bar in text.split(separator: "|", omittingEmptySubsequences: false) {
            bars.append(try Self.strokes(bar, after: offset, for: accompaniment, meter))
            offset += bar.count + 1
        }
        self.bars = bars
    }

    private static func strokes(
        _ bar: Substring, after offset: Int, for accompaniment: Instrument.Accompaniment, _ meter: Meter
    ) throws -> [Stroke] {
        let groups = bar.split(separator: " ")
        guard !groups.isEmpty else { throw Mistake(message: "a bar of the pattern is empty", offset: offset) }
        var strokes: [Stroke] = []
        var isSounding = false
        for (i, group) in groups.enumerated() {
            let steps = groups.count * group.count
            let place = offset + bar.distance(from: bar.startIndex, to: group.startIndex)
            if let ticks = meter.barTicks(Score.notationTicksPerQuarter), ticks % steps != 0 {
                throw Mistake(message: "a bar of \(meter) cannot be divided into \(steps) equal steps", offset: place)
            }
            for (j, sign) in group.enumerated() {
                let start = Step(number: i * group.count + j, count: steps)
                let end = Step(number: start.number + 1, count: steps)
                switch sign {
                case ".": isSounding = false
                case "-":
                    if isSounding { strokes[strokes.count - 1].end = end }
                default:
                    guard let known = sign.uppercased().first.flatMap(Sign.init), known.isPlayed(by: accompaniment)
                    else { throw Mistake(message: unknown(sign, accompaniment), offset: place + j) }
                    strokes.append(Stroke(sign: known, isLoud: sign.isUppercase, start: start, end: end))
                    isSounding = true
                }
            }
        }
        return strokes
    }

    private static func unknown(_ sign: Character, _ accompaniment: Instrument.Accompaniment) -> String {
        let known = Sign.allCases.filter { $0.isPlayed(by: accompaniment) }.map { String($0.rawValue) }
        return "'\(sign)' is no sign of a \(accompaniment.rawValue) pattern; known: \(known.joined(separator: ", ")) "
            + "(or in small letters), '-' to hold and '.' for silence"
    }
}

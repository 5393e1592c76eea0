import MuseMusic
import MuseProtocols

/// Tracks the position in a tune of `abc` tokens: sixteenths since the bar line, and bars since the section began.
struct ABCClock: TokenClock {
    /// The number of values of each feature: sixteenths of a bar and bars of a section, both capped. 0 stands for
    /// the header.
    static let sizes = [33, 17]

    private let vocabulary: ABCVocabulary
    private var isInHeader = true
    private var unit = Score.notationTicksPerQuarter / 2
    /// Ticks since the bar line.
    private var elapsed = 0
    /// Bars since the section began.
    private var bars = 0
    /// The length of a beat in ticks; 0 before the meter is known.
    private var beatTicks = 0
    /// The length of a bar in ticks; 0 in free time, where each bar counts as a whole one.
    private var barTicks = 0
    /// The length of the music before the last bar line, in bars.
    private var length = 0.0
    /// The length of the last element, and whether a duration token set it.
    private var last = 0
    private var isTimed = false
    /// The length of the second note of a broken pair.
    private var brokenRemainder: Int?
    private var tuplet = (actual: 1, normal: 1, remaining: 0)
    /// The tuplet ratio of the last element.
    private var scale = (actual: 1, normal: 1)
    /// Whether the position is within a chord or grace notes.
    private(set) var isInside = false

    init(_ vocabulary: ABCVocabulary) { self.vocabulary = vocabulary }

    subscript(feature: Int) -> Int {
        if isInHeader { return 0 }
        // Broken rhythm after a short note can take the position before the bar line in sequences that are no tunes.
        return 1 + (feature == 0 ? min(31, max(0, elapsed) / (Score.notationTicksPerQuarter / 4)) : min(15, bars))
    }

    var bar: Int? { Int(length.rounded()) }

    /// The beat of the bar, from 0.
    var beat: Int { beatTicks > 0 ? max(0, elapsed) / beatTicks : 0 }

    mutating func startBar() {
        isInHeader = false
        (elapsed, bars, last) = (0, 0, 0)
        brokenRemainder = nil
        tuplet.remaining = 0
        isInside = false
    }

    mutating func advance(_ token: TokenID) {
        guard vocabulary.tokens.indices.contains(Int(token)) else { return }
        switch vocabulary.tokens[Int(token)] {
        case .label, .tonic, .section, .keyAccidental: return
        case .meter(let meter):
            barTicks = meter.meter.barTicks(Score.notationTicksPerQuarter) ?? 0
            beatTicks = meter.meter.beatTicks(Score.notationTicksPerQuarter)
        case .unit(let denominator): unit = 4 * Score.notationTicksPerQuarter / denominator
        case .mode: isInHeader = false
        case .pitch where !isInside: element()
        case .rest: element()
        case .chordStart, .graceStart: isInside = true
        case .graceEnd: isInside = false
        case .chordEnd:
            isInside = false
            element()
        case .duration(let units32) where !isInside: lengthen(by: units32 * unit / 32)
        case .broken(let steps):
            let short = unit >> abs(steps)
            let first = steps > 0 ? 2 * unit - short : short
            elapsed += first - last
            brokenRemainder = 2 * unit - first
        case .tuplet(let actual, let normal, let count): tuplet = (max(1, actual), normal, count)
        case .barline(let style, let endsRepeat, let startsRepeat):
            let closes = endsRepeat || startsRepeat || style != .single
            bars = closes ? 0 : elapsed > 0 ? bars + 1 : bars
            if elapsed > 0 { length += barTicks > 0 ? Double(elapsed) / Double(barTicks) : 1 }
            (elapsed, last) = (0, 0)
            tuplet.remaining = 0
        default: return
        }
    }

    private mutating func element() {
        scale = tuplet.remaining > 0 ? (tuplet.actual, tuplet.normal) : (1, 1)
        if tuplet.remaining > 0 { tuplet.remaining -= 1 }
        last = brokenRemainder ?? unit * scale.normal / scale.actual
        brokenRemainder = nil
        isTimed = false
        elapsed += last
    }

    private mutating func lengthen(by ticks: Int) {
        if !isTimed {
            elapsed -= last
            last = 0
            isTimed = true
        }
        let length = ticks * scale.normal / scale.actual
        last += length
        elapsed += length
    }
}

extension ABCClock: Hashable {
    static func == (a: Self, b: Self) -> Bool {
        (a.isInHeader, a.unit, a.elapsed, a.bars, a.barTicks, a.beatTicks)
            == (b.isInHeader, b.unit, b.elapsed, b.bars, b.barTicks, b.beatTicks)
            && (a.length, a.last, a.isTimed, a.brokenRemainder, a.isInside)
                == (b.length, b.last, b.isTimed, b.brokenRemainder, b.isInside)
            && a.tuplet == b.tuplet && a.scale == b.scale
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(elapsed)
        hasher.combine(length)
        hasher.combine(last)
    }
}

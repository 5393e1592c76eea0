import MuseMusic
import MuseProtocols

/// Decodes `melody` tokens to a score.
///
/// Accepts tokens in any order and ignores those that have no meaning at their position, including steps beyond the
/// length of a bar. A bar with too few steps is filled up with rests.
struct MelodyDecoder {
    private let vocabulary: MelodyVocabulary
    /// The meter of the next bar.
    private var meter: GridMeter
    private var spelling = MeterSpelling()
    private var key = Key(Key.cMajor.tonic, .none)
    private var hasKey = false
    private var hasMeter = false
    private var bars: [DecodedBar] = []

    private struct DecodedBar {
        let meter: GridMeter
        var steps: [Step] = []

        var isFull: Bool { steps.count >= meter.stepsPerBar }
    }

    private enum Step: Equatable {
        case note(Int)
        case hold, rest
    }

    init(_ vocabulary: MelodyVocabulary) {
        self.vocabulary = vocabulary
        meter = vocabulary.grid.meters[vocabulary.grid.meters.index(of: .common) ?? 0]
    }

    mutating func score(of tokens: [TokenID]) -> Score {
        for id in tokens {
            guard let token = vocabulary[id] else { continue }
            if token == .end { break }
            read(token)
        }
        for i in bars.indices where !bars[i].isFull {
            bars[i].steps += Array(repeating: .rest, count: bars[i].meter.stepsPerBar - bars[i].steps.count)
        }
        trimPickup()
        return score()
    }

    private mutating func read(_ token: MelodyVocabulary.Token) {
        switch token {
        case .end: break
        case .meter(let token):
            guard let next = spelling.read(token, vocabulary.grid) else { return }
            if let last = bars.last {
                if vocabulary.grid.hasAllMeters, last.isFull { meter = next }
            } else if !hasMeter {
                meter = next
                hasMeter = true
            }
        case .tonic(let tonic): if bars.isEmpty { key.tonic = tonic }
        case .mode(let mode):
            if !bars.isEmpty { return }
            key.mode = mode
            hasKey = true
        case .bar: bars.append(DecodedBar(meter: meter))
        case .hold: append(.hold)
        case .rest: append(.rest)
        case .note(let midi): append(.note(midi))
        }
    }

    private mutating func append(_ step: Step) {
        if bars.isEmpty { bars.append(DecodedBar(meter: meter)) }
        let last = bars.count - 1
        if !bars[last].isFull { bars[last].steps.append(step) }
    }

    /// Removes the rests before the pickup, and those at the end of the last bar that the pickup makes up for.
    private mutating func trimPickup() {
        guard bars.count > 1, let silence = bars[0].steps.firstIndex(where: { $0 != .rest && $0 != .hold }), silence > 0
        else {
            return
        }
        bars[0].steps.removeFirst(silence)
        let pickup = bars[0].steps.count
        let last = bars.count - 1
        if bars[last].steps.count > pickup, bars[last].steps.suffix(pickup).allSatisfy({ $0 == .rest }) {
            bars[last].steps.removeLast(pickup)
        }
    }

    // MARK: Notation

    private func score() -> Score {
        var score = Score()
        score.meters = [Timed(0, (bars.first?.meter ?? meter).meter)]
        if abs(key.fifths) > 7 { score.keys = [] } else if hasKey { score.keys = [Timed(0, key)] }
        let spelled = abs(key.fifths) > 7 ? Key.cMajor : key
        let ticksPerStep = score.ticksPerQuarter / vocabulary.grid.stepsPerQuarter
        var part = Part()
        var start = 0
        var sounding: Int?
        for (i, decoded) in bars.enumerated() {
            let (meter, bar) = (decoded.meter, decoded.steps)
            if i > 0, meter.meter != bars[i - 1].meter.meter { score.meters.append(Timed(start, meter.meter)) }
            // A pickup is at the end of its bar.
            let offset = i == 0 ? meter.stepsPerBar - bar.count : 0
            var step = 0
            while step < bar.count {
                var next = step + 1
                switch bar[step] {
                case .note(let midi): sounding = midi
                case .rest: sounding = nil
                case .hold:
                    // Holds the last note of the previous bar; without one, it is a rest.
                    if sounding != nil, let last = part.notes.indices.last { part.notes[last].isTied = true }
                }
                while next < bar.count, bar[next] == .hold || sounding == nil && bar[next] == .rest { next += 1 }
                let pieces = Self.pieces(from: offset + step, to: offset + next, meter)
                for (j, length) in pieces.enumerated() {
                    let onset = start + step * ticksPerStep
                    step += length
                    if let sounding {
                        part.notes.append(
                            Note(
                                onset: onset, duration: length * ticksPerStep,
                                pitch: spelled.spelling(ofMIDI: sounding),
                                isTied: j + 1 < pieces.count))
                    } else {
                        part.rests.append(Rest(onset: onset, duration: length * ticksPerStep))
                    }
                }
            }
            start += bar.count * ticksPerStep
            score.barlines.append(Barline(onset: start, style: i + 1 < bars.count ? .single : .final))
        }
        score.parts = [part]
        return score
    }

    /// Splits the steps from `first` to `end` into lengths that a plain or dotted note can have, at beats if possible.
    private static func pieces(from first: Int, to end: Int, _ meter: GridMeter) -> [Int] {
        var result: [Int] = []
        var place = first
        while place < end {
            let remaining = end - place
            let toBeat = meter.stepsToBeat(from: place)
            let length =
                isNoteValue(remaining) ? remaining : longestNoteValue(toBeat < remaining ? toBeat : remaining)
            result.append(length)
            place += length
        }
        return result
    }

    /// Whether a plain or dotted note has this length: a power of two, or three times one.
    private static func isNoteValue(_ steps: Int) -> Bool {
        let rest = steps >> steps.trailingZeroBitCount
        return rest == 1 || rest == 3
    }

    private static func longestNoteValue(_ limit: Int) -> Int {
        var length = limit
        while !isNoteValue(length) { length -= 1 }
        return length
    }
}

import MuseMusic
import MuseProtocols

/// Assembles the parts of a document into a score. A measure is as long as in its longest part.
struct ScoreAssembler {
    private let header: HeaderReader
    private let parts: [PartMusic]

    init(_ header: HeaderReader, _ parts: [PartMusic]) {
        self.header = header
        self.parts = parts
    }

    func score(_ reports: inout XMLReports) -> Score {
        var score = Score()
        score.header = header.result
        score.playOrder = header.playOrder
        guard let starts = measureStarts(&reports) else { return score }
        let times = MeasureTimes(starts)
        score.barlines = Barlines(parts, starts: times.onsets).list.barlines
        let meterPart = parts.firstIndex { !$0.meters.isEmpty }
        let keyPart = parts.firstIndex { !$0.info.isDrums && !$0.keys.isEmpty }
        score.meters = Self.timeline(meterPart.map { parts[$0].meters } ?? [], times, default: .free)
        score.keys = Self.timeline(keyPart.map { parts[$0].keys } ?? [], times, default: .cMajor)
        score.tempos = tempos(times)
        score.chordSymbols = Self.merged(parts.map(\.chordSymbols), times)
        score.labels = Self.merged(parts.map(\.labels), times)
        for part in parts where !part.elements.isEmpty {
            score.parts += PartAssembler(part, times, score.barlines).parts(&reports)
        }
        MeasureChecks(parts, times, score).report(keysOf: keyPart, metersOf: meterPart, &reports)
        return score
    }

    /// Returns the start of each measure and the end of the last one; nil if the score is too long.
    private func measureStarts(_ reports: inout XMLReports) -> [ExactTicks]? {
        var starts = [ExactTicks(0)]
        for i in 0..<(parts.map(\.measures.count).max() ?? 0) {
            var longest = ExactTicks(0)
            for part in parts where i < part.measures.count && part.measures[i].length.rounded > longest.rounded {
                longest = part.measures[i].length
            }
            guard let end = starts[i].adding(longest) else {
                reports.add(.error, "the score is longer than 4 · 10¹¹ quarters", at: nil)
                return nil
            }
            starts.append(end)
        }
        return starts
    }

    /// Returns the changes of a value without repetitions; the last of several at one onset counts.
    private static func timeline<Value>(
        _ values: [InMeasure<Value>], _ times: MeasureTimes, default start: Value
    ) -> [Timed<Value>] {
        var result = [Timed(0, start)]
        for value in values {
            let onset = max(times.onset(value), result[result.count - 1].onset)
            if result[result.count - 1].onset == onset { result.removeLast() }
            if result.last?.value != value.value { result.append(Timed(onset, value.value)) }
        }
        return result
    }

    /// Returns the tempos of all parts. At one onset a tempo with a number replaces words, and words complete a number.
    private func tempos(_ times: MeasureTimes) -> [Timed<Tempo>] {
        var result: [Timed<Tempo>] = []
        for tempo in Self.merged(parts.map(\.tempos), times) {
            guard let last = result.last, last.onset == tempo.onset else {
                if result.last?.value != tempo.value || !tempo.value.text.isEmpty { result.append(tempo) }
                continue
            }
            let (first, second) = last.value.bpm == nil ? (tempo.value, last.value) : (last.value, tempo.value)
            result[result.count - 1].value = first
            if first.text.isEmpty { result[result.count - 1].value.text = second.text }
        }
        return result
    }

    /// Returns the values of all parts in order of onset, without repetitions at one onset.
    private static func merged<Value>(_ lists: [[InMeasure<Value>]], _ times: MeasureTimes) -> [Timed<Value>] {
        let all = lists.joined().map { Timed(times.onset($0), $0.value) }
        var result: [Timed<Value>] = []
        /// The index of the first value at the current onset.
        var start = 0
        for i in all.indices.sorted(by: { (all[$0].onset, $0) < (all[$1].onset, $1) }) {
            if let first = result.last?.onset, first < all[i].onset { start = result.count }
            if !result[start...].contains(all[i]) { result.append(all[i]) }
        }
        return result
    }
}

/// The onsets of the measures of a score.
struct MeasureTimes {
    private let starts: [ExactTicks]

    /// - Parameter starts: those of the measures, and the end of the last one.
    init(_ starts: [ExactTicks]) { self.starts = starts }

    /// Ticks from the start of the score.
    var onsets: [Int] { starts.map(\.rounded) }

    var end: Int { starts[starts.count - 1].rounded }

    func onset(_ measure: Int) -> Int { starts[measure].rounded }

    func onset(_ measure: Int, _ position: ExactTicks) -> Int {
        starts[measure].adding(position)?.rounded ?? starts[measure].rounded
    }

    /// An offset may move a value beyond the end of the score; it then counts at the end.
    func onset<Value>(_ value: InMeasure<Value>) -> Int { min(onset(value.measure, value.position), end) }
}

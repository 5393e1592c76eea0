import MuseMusic
import MuseProtocols

/// Reports measures whose length is not that of the meter, and parts that differ in key, meter or length.
struct MeasureChecks {
    private let parts: [PartMusic]
    private let times: MeasureTimes
    private let score: Score

    init(_ parts: [PartMusic], _ times: MeasureTimes, _ score: Score) {
        self.parts = parts
        self.times = times
        self.score = score
    }

    /// - Parameters:
    ///   - keysOf, metersOf: the part that has the keys of the score, and the one that has its meters.
    func report(keysOf keyPart: Int?, metersOf meterPart: Int?, _ reports: inout XMLReports) {
        checkLengths(&reports)
        checkRepeats(&reports)
        for (i, part) in parts.enumerated() {
            checkLengths(of: part, &reports)
            if i != keyPart, !part.info.isDrums,
                let place = difference(
                    part.keys.map { $0.map(\.alterations) }, score.keys.map { Timed($0.onset, $0.value.alterations) })
            {
                reports.addLoss("keys that differ between parts (those of the first part are kept)", at: place)
            }
            if i != meterPart, let place = difference(part.meters, score.meters) {
                reports.addLoss("meters that differ between parts (those of the first part are kept)", at: place)
            }
        }
    }

    private func length(_ measure: Int) -> Int { times.onset(measure + 1) - times.onset(measure) }

    /// Reports measures of wrong length. One may be short if it is implicit, at the start or end of a section, or if it
    /// makes a full measure together with its neighbour.
    private func checkLengths(_ reports: inout XMLReports) {
        guard let longest = parts.max(by: { $0.measures.count < $1.measures.count }) else { return }
        let boundaries = Set(score.barlines.filter { $0.isSectionBoundary || !$0.endings.isEmpty }.map(\.onset))
        var meters = score.meters[...]
        var meter = Meter.free
        let count = longest.measures.count
        for (i, measure) in longest.measures.enumerated() {
            while let change = meters.first, change.onset <= times.onset(i) {
                meter = change.value
                meters.removeFirst()
            }
            let full = meter.barTicks(Score.notationTicksPerQuarter) ?? 0
            let length = length(i)
            guard full > 0, length != full, !measure.isImplicit else { continue }
            let isAtEdge =
                i == 0 || i == count - 1 || boundaries.contains(times.onset(i))
                || boundaries.contains(times.onset(i + 1))
            let isCompleted =
                i > 0 && self.length(i - 1) + length == full || i + 1 < count && length + self.length(i + 1) == full
            if length < full, isAtEdge || isCompleted { continue }
            let unit = LengthUnit(of: [length, full], beat: meter.unit)
            reports.add(
                .warning,
                "measure \(measure.number) lasts \(unit.text(length, named: true)), \(meter) needs "
                    + unit.text(full, named: false), at: measure.place, kind: .barLength)
        }
    }

    private func checkLengths(of part: PartMusic, _ reports: inout XMLReports) {
        for (i, measure) in part.measures.enumerated()
        where measure.length.rounded > 0 && length(i) - measure.length.rounded > 1 {
            let unit = LengthUnit(of: [measure.length.rounded, length(i)], beat: 4)
            reports.add(
                .warning,
                "measure \(measure.number) of part \(part.info.id) lasts "
                    + "\(unit.text(measure.length.rounded, named: true)), in other parts "
                    + "\(unit.text(length(i), named: false)); filled with silence",
                at: measure.place, kind: .voices)
        }
    }

    private func checkRepeats(_ reports: inout XMLReports) {
        guard let longest = parts.max(by: { $0.measures.count < $1.measures.count }) else { return }
        for problem in RepeatChecks(score.barlines).problems {
            let onset = score.barlines[problem.barline].onset
            // A bar line with an ending or the start of a repeat belongs to the measure after it.
            let index = longest.measures.indices.last { times.onset($0) <= onset }
            guard let measure = index.map({ longest.measures[$0] }) else { continue }
            reports.add(
                .warning, "measure \(measure.number): \(problem.kind.message)", at: measure.place,
                kind: problem.kind.diagnosticKind)
        }
    }

    /// Returns the place of the first value of a part that differs from the one in force in the score.
    private func difference<Value: Equatable>(_ values: [InMeasure<Value>], _ shared: [Timed<Value>]) -> XMLPlace? {
        var next = shared.startIndex
        for value in values {
            let onset = times.onset(value)
            while next < shared.endIndex, shared[next].onset <= onset { next += 1 }
            if next > 0, shared[next - 1].value != value.value { return value.place }
        }
        return nil
    }
}

import MuseMusic

/// The bars of a performance, in sixteenths.
struct BarPlan {
    struct Bar {
        var start: Int
        var end: Int
        /// The position of its start in a full bar: the missing part of a pickup.
        var phase: Int
        /// A beat in sixteenths.
        var beat: Int
    }

    private(set) var bars: [Bar] = []
    private(set) var meters: [Timed<Meter>] = []
    /// The silence before the music that belongs to no bar, to be removed.
    private(set) var offset = 0

    /// - Parameters:
    ///   - onsets: in order of time.
    ///   - end: of the music, in sixteenths.
    ///   - meters: those that the source states, in sixteenths, the first at 0; empty if they are to be estimated.
    init(_ onsets: [BarPath.Onset], end: Int, stated meters: [Timed<Meter>], pickup: Int?) {
        var meters = meters
        if meters.isEmpty {
            meters = [Timed(0, onsets.isEmpty ? Meter(4, 4) : MeterFinder.meter(onsets))]
        }
        self.meters = meters
        for (i, meter) in meters.enumerated() where meter.onset < max(end, 1) {
            let stop = i + 1 < meters.count ? meters[i + 1].onset : nil
            let inside = onsets.filter { (meter.onset..<(stop ?? .max)).contains($0.step) }
            append(inside, meter, isFirst: i == 0, end: stop ?? end, isLast: stop == nil || stop! >= end, pickup)
        }
        guard offset > 0 else { return }
        for i in bars.indices {
            bars[i].start = max(0, bars[i].start - offset)
            bars[i].end -= offset
        }
        for i in self.meters.indices { self.meters[i].onset = max(0, self.meters[i].onset - offset) }
    }

    private mutating func append(
        _ onsets: [BarPath.Onset], _ meter: Timed<Meter>, isFirst: Bool, end: Int, isLast: Bool, _ pickup: Int?
    ) {
        let start = meter.onset
        guard let model = MetricalModel(meter.value) else {
            // Free time, or a bar that is not a whole number of sixteenths.
            if end > start { bars.append(Bar(start: start, end: end, phase: 0, beat: 4)) }
            return
        }
        let length = model.length
        var first: Int?
        if isFirst {
            first = pickup.map { (length - $0 % length) % length }
        } else {
            first = onsets.first.map { ($0.step - start) % length }
        }
        let local = onsets.map { BarPath.Onset(step: $0.step - start, velocity: $0.velocity, pitch: $0.pitch) }
        // With a pickup by hand, all bars after it are complete.
        let isRegular = isFirst && pickup != nil
        let path =
            local.isEmpty
            ? nil
            : isRegular
                ? BarPath(local, model, nil, first: first, isRegular: true) : BarPath.fitted(local, model, first: first)
        var lines: [(step: Int, phase: Int)] = []
        var origin = 0
        if let place = path?.places.first, isFirst {
            origin = (local[0].step - place.position + 128 * length) % length
            if origin > 0 {
                offset = min(local[0].step, origin)
                if offset < origin { lines.append((offset, length - origin + offset)) }
            }
        }
        // The start of the full bar of which the last line is the start or a part.
        var bar = origin
        if origin == 0 || origin == offset { lines.append((origin, 0)) } else { bar = origin - length }
        for (i, (onset, place)) in zip(local, path?.places ?? []).enumerated() {
            while bar + length <= onset.step - place.position {
                bar += length
                if lines.last?.step != bar { lines.append((bar, 0)) }
            }
            bar = onset.step - place.position
            if i > 0, place.startsBar, onset.step > lines.last?.step ?? -1 {
                lines.append((onset.step, place.position))
            }
        }
        let finish = end - start
        while bar + length < finish {
            bar += length
            lines.append((bar, 0))
        }
        for (i, line) in lines.enumerated() {
            let next = i + 1 < lines.count ? lines[i + 1].step : nil
            var stop = next ?? finish
            if next == nil, isLast {
                // The last bar is shorter by the pickup, or complete.
                let missing = lines[0].phase
                let full = line.step + length - line.phase
                stop = missing > 0 && full - (length - missing) >= finish ? full - (length - missing) : full
            }
            if stop > line.step {
                bars.append(
                    Bar(start: start + line.step, end: start + stop, phase: line.phase, beat: model.beat))
            }
        }
    }
}

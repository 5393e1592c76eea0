import MuseMusic

/// Finds the bars of a voice whose length is not that of the meter.
///
/// A bar may be short if others complete it: two neighbours may make a full bar, and the last bar of a section is
/// completed by a pickup, its own or another one of the tune. What a section starts with may always be short.
struct BarChecks {
    private let bars: [VoiceBars.Bar]
    /// The lengths of all short bars that start a section.
    private var pickups: Set<Int> = []
    private(set) var wrong: [VoiceBars.Bar] = []

    init(_ bars: [VoiceBars.Bar]) {
        self.bars = bars
        for bar in bars where bar.missing > 0 && bar.startsSection { pickups.insert(bar.length) }
        /// The short bar before the endings of the section that is open, which every ending completes.
        var beforeEndings = 0
        var i = 0
        while i < bars.count {
            let bar = bars[i]
            if bar.startsSection { beforeEndings = 0 }
            if let part = bar.partBeforeEnding {
                beforeEndings = part
            } else if bar.missing > 0, !bar.closing.barline.endings.isEmpty, bar.opening?.endings.isEmpty ?? true {
                beforeEndings = bar.length
            }
            if bar.missing < 0 {
                wrong.append(bar)
            } else if bar.missing > 0, !bar.mayBeShort {
                // Two short bars that make a full one, such as the end of a strain and the pickup of the next.
                if i + 1 < bars.count, bars[i + 1].length == bar.missing { i += 1 } else { wrong.append(bar) }
            } else if bar.missing > 0, bar.endsSection, !isCompleted(i, beforeEndings) {
                wrong.append(bar)
            }
            i += 1
        }
    }

    /// Whether a short bar at the end of a section is completed.
    private func isCompleted(_ i: Int, _ beforeEndings: Int) -> Bool {
        let bar = bars[i]
        let next = i + 1 < bars.count ? bars[i + 1].length : 0
        let before = i > 0 && bars[i - 1].missing > 0 ? bars[i - 1].length : 0
        return [0, before, beforeEndings].contains { part in
            let missing = bar.missing - part
            return missing <= 0 || missing == next || pickups.contains(missing)
        }
    }
}

extension VoiceBars.Bar {
    /// The time by which it is too short; negative if it is too long, 0 in free time.
    fileprivate var missing: Int { fullLength.map { $0 - length } ?? 0 }

    fileprivate var startsSection: Bool { opening.map { $0.isSectionBoundary && $0.endings.isEmpty } ?? true }

    /// Whether it is the last bar of a section that other music follows, but not its first one, and not divided by a
    /// dotted bar line.
    fileprivate var endsSection: Bool {
        guard closing.barline.endsRepeat || (closing.barline.isSectionBoundary && !isLast), !startsSection, let opening
        else { return false }
        return opening.style != .dotted && opening.style != .invisible
    }
}

package import MuseMusic

/// A section of a tune's form, such as `A` or `B` in AABB, written once.
package struct Section: Hashable, Sendable {
    /// The short bar before the first full one.
    package var pickup: Bar?
    /// The bars up to the end of the first ending.
    package var bars: [Bar]
    /// The bars of the second and later endings.
    package var laterEndings: [Bar]

    /// Whether it is repeated, by signs or endings.
    var isRepeated: Bool { bars.last?.closing?.endsRepeat == true || !laterEndings.isEmpty }

    package var start: Int { (pickup ?? bars.first ?? laterEndings.first)?.start ?? 0 }
    /// The end of the last ending.
    package var end: Int { (laterEndings.last ?? bars.last ?? pickup)?.end ?? 0 }
}

extension Score {
    /// Returns the sections in order: the music between repeat signs and heavy bar lines. A numbered ending belongs to
    /// the section before it; a pickup alone before a repeat sign belongs to the section after it.
    package func sections() -> [Section] {
        var result: [Section] = []
        var current = Section(pickup: nil, bars: [], laterEndings: [])
        var isLaterEnding = false
        for bar in bars() {
            if let line = bar.opening, !line.endings.isEmpty {
                isLaterEnding = !line.endings.contains(1)
            } else if bar.opening?.isSectionBoundary == true {
                isLaterEnding = false
                if !current.bars.isEmpty {
                    result.append(current)
                    current = Section(pickup: nil, bars: [], laterEndings: [])
                }
            }
            if isLaterEnding, !current.bars.isEmpty {
                current.laterEndings.append(bar)
            } else if current.bars.isEmpty, current.pickup == nil, isShort(bar) {
                current.pickup = bar
            } else {
                current.bars.append(bar)
            }
        }
        if !current.bars.isEmpty || current.pickup != nil { result.append(current) }
        return result
    }

    /// Whether a bar is shorter than the meter requires; false in free time.
    private func isShort(_ bar: Bar) -> Bool {
        guard let full = meters.value(at: bar.start)?.barTicks(ticksPerQuarter) else { return false }
        return bar.duration < full
    }
}

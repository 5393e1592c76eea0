package import MuseProtocols

/// So many bars on a grid, which a grid GAN draws or learns from at once.
package typealias Sheet = StepLayout

/// The sheets of a set of tunes, those with bars of one length together, as nets work on one length at a time.
package struct Sheets: Sendable {
    /// Each with its sheets in the tunes' order.
    package let groups: [[Sheet]]
    package var count: Int { groups.reduce(0) { $0 + $1.count } }

    package init(_ groups: [[Sheet]]) { self.groups = groups }

    /// Cuts tunes into runs of `bars` bars, from the first bar that is full; a run that comes again in its tune counts once.
    package init(_ tunes: [[TokenID]], _ grid: any StepGrid, bars: Int) {
        var byLength: [Int: [Sheet]] = [:]
        for tune in tunes {
            let layout = grid.layout(of: tune)
            let length = bars * layout.stepsPerBar
            var seen: Set<Sheet> = []
            // Silence at the very start is the time before a pickup.
            var start = layout.steps.first == grid.silence ? layout.stepsPerBar : 0
            while start + length <= layout.steps.count {
                let sheet = Sheet(
                    conditions: layout.conditions, stepsPerBar: layout.stepsPerBar,
                    steps: Array(layout.steps[start..<start + length]))
                if seen.insert(sheet).inserted { byLength[layout.stepsPerBar, default: []].append(sheet) }
                start += length
            }
        }
        self.init(byLength.keys.sorted().map { byLength[$0] ?? [] })
    }

    /// Sheets drawn at random, all of one group; each sheet is as likely as any other.
    ///
    /// - Precondition: there are sheets.
    package func draw(_ count: Int, _ random: inout RandomSource) -> [Sheet] {
        var place = random.below(self.count)
        let group = groups.first { group in
            place -= group.count
            return place < 0
        }
        let own = group ?? groups[0]
        return (0..<count).map { _ in own[random.below(own.count)] }
    }
}

package import MuseProtocols

/// A fixed number of bars on a grid, the unit that a grid GAN generates.
package typealias Sheet = StepLayout

/// The sheets of a set of tunes, grouped by bar length, because all sheets of a batch have the same bar length.
package struct Sheets: Sendable {
    /// The groups. Sheets are in the order of the tunes.
    package let groups: [[Sheet]]
    package var count: Int { groups.reduce(0) { $0 + $1.count } }

    package init(_ groups: [[Sheet]]) { self.groups = groups }

    /// Cuts tunes into runs of `bars` bars in one meter, starting with the first full bar. Repeated runs of a tune
    /// count once.
    package init(_ tunes: [[TokenID]], _ grid: any StepGrid, bars: Int) {
        var byLength: [Int: [Sheet]] = [:]
        for tune in tunes {
            var seen: Set<Sheet> = []
            for (i, layout) in grid.layouts(of: tune).enumerated() {
                let length = bars * layout.stepsPerBar
                // Silence at the start of a tune means that the first bar is a padded pickup.
                var start = i == 0 && layout.steps.first == grid.silence ? layout.stepsPerBar : 0
                while start + length <= layout.steps.count {
                    let sheet = Sheet(
                        conditions: layout.conditions, stepsPerBar: layout.stepsPerBar,
                        steps: Array(layout.steps[start..<start + length]))
                    if seen.insert(sheet).inserted { byLength[layout.stepsPerBar, default: []].append(sheet) }
                    start += length
                }
            }
        }
        self.init(byLength.keys.sorted().map { byLength[$0] ?? [] })
    }

    /// Returns a random batch from one group. Every sheet is equally likely.
    ///
    /// - Precondition: there is at least one sheet.
    package func draw(_ count: Int, _ random: inout RandomSource) -> [Sheet] {
        var place = random.below(self.count)
        let group = groups.first { group in
            place -= group.count
            return place < 0
        }
        let sheets = group ?? groups[0]
        return (0..<count).map { _ in sheets[random.below(sheets.count)] }
    }
}

package import MuseNeural
package import MuseProtocols

/// Divides tunes into groups of successive bars.
///
/// The tokens' clock counts the bars, so that a pickup does not shift those after it. Without one, each token of
/// `barEnds` ends a bar that has content: the header before the first repeat sign has none.
package struct BarGroups: Sendable {
    /// The number of bars of a group.
    package var bars: Int
    /// The number of groups; the bars after them belong to none.
    package var count: Int
    /// The tokens that end a bar.
    package var barEnds: Set<TokenID>
    /// The tokens of the header, which are not the content of a bar.
    package var headers: Set<TokenID>
    /// The clock at the start of a tune; nil without one that counts bars.
    package var clock: (any TokenClock)?

    package init(
        bars: Int, count: Int, barEnds: Set<TokenID>, headers: Set<TokenID> = [], clock: (any TokenClock)? = nil
    ) {
        self.bars = bars
        self.count = count
        self.barEnds = barEnds
        self.headers = headers
        self.clock = clock?.bar == nil ? nil : clock
    }

    /// The names of the groups: `bar 1`, or `bars 1-2`.
    package var names: [String] {
        (0..<count).map { bars == 1 ? "bar \($0 + 1)" : "bars \($0 * bars + 1)-\(($0 + 1) * bars)" }
    }

    /// The place of the next token of a tune.
    struct Place {
        private let groups: BarGroups
        private var clock: (any TokenClock)?
        private var bar = 0
        private var hasContent = false

        init(_ groups: BarGroups) {
            self.groups = groups
            clock = groups.clock
        }

        /// The group of the next token; nil after the last group.
        var group: Int? {
            let group = (clock?.bar ?? bar) / groups.bars
            return group < groups.count ? group : nil
        }

        mutating func advance(_ token: TokenID) {
            if clock != nil {
                clock?.advance(token)
            } else if groups.barEnds.contains(token) {
                if hasContent { bar += 1 }
                hasContent = false
            } else if !groups.headers.contains(token) {
                hasContent = true
            }
        }
    }

    /// Returns the row of group latents, tune by tune, to which each row of a batch belongs; -1 for rows of no group.
    ///
    /// - Precondition: the batch is in the order of sequences.
    package func rows(_ batch: Batch) -> [Int32] {
        var rows = [Int32](repeating: -1, count: batch.targets.count)
        var start = 0
        for (sequence, length) in batch.lengths.enumerated() {
            var place = Place(self)
            for row in start..<start + length {
                if let group = place.group { rows[row] = Int32(sequence * count + group) }
                place.advance(batch.targets[row])
            }
            start += length
        }
        return rows
    }
}

import MuseMusic

/// The lane that shows each chord symbol: the first one with a note or rest at its onset, or else the first lane.
struct ABCSymbols {
    /// The indices of chord symbols for each lane of each part.
    private(set) var byLane: [[[Int]]] = []
    let lanes: [[ABCLane]]

    init(_ score: Score) {
        lanes = score.parts.map { ABCLane.lanes(of: $0) }
        byLane = lanes.map { $0.map { _ in [] } }
        guard !lanes.isEmpty, !score.chordSymbols.isEmpty else { return }
        if lanes.count == 1, lanes[0].count == 1 {
            byLane[0][0] = Array(score.chordSymbols.indices)
            return
        }
        for (i, symbol) in score.chordSymbols.enumerated() {
            let place = Self.place(of: symbol.onset, in: lanes)
            byLane[place.part][place.lane].append(i)
        }
    }

    private static func place(of onset: Int, in lanes: [[ABCLane]]) -> (part: Int, lane: Int) {
        for (p, part) in lanes.enumerated() {
            for (l, lane) in part.enumerated() where lane.starts(at: onset) { return (p, l) }
        }
        return (0, 0)
    }
}

extension ABCLane {
    func starts(at onset: Int) -> Bool {
        var (low, high) = (0, items.count)
        while low < high {
            let middle = (low + high) / 2
            if items[middle].onset < onset { low = middle + 1 } else { high = middle }
        }
        return low < items.count && items[low].onset == onset
    }
}

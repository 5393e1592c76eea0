/// A heap of pairs by count: the highest first; of equal counts, the pair with the smallest numbers.
struct PairQueue {
    struct Item {
        var count: Int
        var key: UInt64
        /// The index of the pair.
        var pair: Int32

        @inline(__always)
        func isBefore(_ other: Item) -> Bool {
            count == other.count ? key < other.key : count > other.count
        }
    }

    private var items: [Item] = []

    mutating func insert(_ item: Item) {
        items.append(item)
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard item.isBefore(items[parent]) else { break }
            items[child] = items[parent]
            child = parent
        }
        items[child] = item
    }

    mutating func removeFirst() -> Item? {
        guard let first = items.first else { return nil }
        let last = items.removeLast()
        if items.isEmpty { return first }
        var parent = 0
        while true {
            var child = 2 * parent + 1
            if child >= items.count { break }
            if child + 1 < items.count, items[child + 1].isBefore(items[child]) { child += 1 }
            guard items[child].isBefore(last) else { break }
            items[parent] = items[child]
            parent = child
        }
        items[parent] = last
        return first
    }
}

/// Numbers keys in the order in which they are found: a hash table with open addressing, whose lookups usually touch
/// one cache line.
struct StateNumbers {
    private struct Slot {
        var key: UInt64
        /// -1 for an empty slot.
        var number: Int32
    }

    /// The keys by number.
    private(set) var keys: [UInt64] = []
    private var slots = [Slot](repeating: Slot(key: 0, number: -1), count: 1 << 16)

    mutating func number(of key: UInt64) -> (number: Int32, isNew: Bool) {
        if 2 * keys.count > slots.count { grow() }
        let new = Int32(keys.count)
        let found = slots.withUnsafeMutableBufferPointer { Self.find(key, in: $0, orInsert: new) }
        if found == new { keys.append(key) }
        return (found, found == new)
    }

    /// Fibonacci hashing.
    private static func find(_ key: UInt64, in slots: UnsafeMutableBufferPointer<Slot>, orInsert new: Int32) -> Int32 {
        let mask = slots.count - 1
        var hash = key &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot].number >= 0 {
            if slots[slot].key == key { return slots[slot].number }
            slot = (slot + 1) & mask
        }
        slots[slot] = Slot(key: key, number: new)
        return new
    }

    private mutating func grow() {
        slots = [Slot](repeating: Slot(key: 0, number: -1), count: 4 * slots.count)
        slots.withUnsafeMutableBufferPointer { slots in
            for (number, key) in keys.enumerated() { _ = Self.find(key, in: slots, orInsert: Int32(number)) }
        }
    }
}

/// A hash map from pairs of 32-bit numbers to numbers, with open addressing.
struct PairMap: Sendable {
    private var keys: [UInt64]
    private var values: [Int32]
    private(set) var count = 0
    private var shift: UInt64

    /// No pair of token numbers has this key, because token numbers are not negative.
    private static let empty = UInt64.max

    init(capacity: Int = 16) {
        var bits: UInt64 = 4
        while 1 << bits < 2 * capacity { bits += 1 }
        keys = [UInt64](repeating: Self.empty, count: 1 << bits)
        values = [Int32](repeating: 0, count: 1 << bits)
        shift = 64 - bits
    }

    @inline(__always)
    static func key(_ a: Int32, _ b: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: a)) << 32 | UInt64(UInt32(bitPattern: b))
    }

    @inline(__always)
    static func pair(_ key: UInt64) -> (Int32, Int32) {
        (Int32(bitPattern: UInt32(key >> 32)), Int32(bitPattern: UInt32(truncatingIfNeeded: key)))
    }

    /// The value of a pair; nil if there is none.
    @inline(__always)
    subscript(a: Int32, b: Int32) -> Int32? {
        let key = Self.key(a, b)
        var slot = place(key)
        while keys[slot] != Self.empty {
            if keys[slot] == key { return values[slot] }
            slot = (slot + 1) & (keys.count - 1)
        }
        return nil
    }

    /// The value of a pair, which is inserted with `new` if there is none.
    @inline(__always)
    mutating func value(_ a: Int32, _ b: Int32, orInsert new: Int32) -> Int32 {
        let key = Self.key(a, b)
        var slot = place(key)
        while keys[slot] != Self.empty {
            if keys[slot] == key { return values[slot] }
            slot = (slot + 1) & (keys.count - 1)
        }
        keys[slot] = key
        values[slot] = new
        count += 1
        if 2 * count > keys.count { grow() }
        return new
    }

    /// Replaces the value of a pair.
    mutating func update(_ a: Int32, _ b: Int32, _ value: Int32) {
        let key = Self.key(a, b)
        var slot = place(key)
        while keys[slot] != Self.empty, keys[slot] != key { slot = (slot + 1) & (keys.count - 1) }
        precondition(keys[slot] == key, "the pair \(a), \(b) is not in the map")
        values[slot] = value
    }

    @inline(__always)
    private func place(_ key: UInt64) -> Int {
        // Fibonacci hashing: Knuth, The Art of Computer Programming, volume 3, section 6.4.
        Int(truncatingIfNeeded: ((key ^ key >> 29) &* 0x9E37_79B9_7F4A_7C15) >> shift)
    }

    private mutating func grow() {
        var larger = PairMap(capacity: keys.count)
        for slot in keys.indices where keys[slot] != Self.empty {
            let (a, b) = Self.pair(keys[slot])
            _ = larger.value(a, b, orInsert: values[slot])
        }
        self = larger
    }
}

/// A memory pool: the tensors of a training step reuse the memory of the previous step.
///
/// Fresh pages from the operating system would cost a fifth of a training step. A block returns to the pool when its
/// tensor is released. The most recently returned block is reused first, because it may still be in the cache.
///
/// Not thread-safe: a pool and all its tensors belong to one thread.
package final class Pool {
    /// Free blocks by their size in floats.
    private var free: [Int: [UnsafeMutablePointer<Float>]] = [:]
    private var all: [UnsafeMutablePointer<Float>] = []

    package init() {}

    deinit { for block in all { block.deallocate() } }

    /// Returns uninitialised memory for `count` floats, aligned for all vector instructions.
    func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
        let size = Self.size(count)
        if let block = free[size]?.popLast() { return block }
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: size * MemoryLayout<Float>.stride, alignment: Self.alignment)
        let block = memory.bindMemory(to: Float.self, capacity: size)
        all.append(block)
        return block
    }

    func release(_ block: UnsafeMutablePointer<Float>, _ count: Int) {
        free[Self.size(count), default: []].append(block)
    }

    /// Rounds a size up by at most an eighth, so that batches of different lengths share blocks.
    private static func size(_ count: Int) -> Int {
        let bits = Int.bitWidth - max(count, 128).leadingZeroBitCount
        let step = 1 << (bits - 4)
        return (max(count, 1) + step - 1) / step * step
    }

    static let alignment = 64
}

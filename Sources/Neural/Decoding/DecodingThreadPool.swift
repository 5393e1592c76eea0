import MuseProtocols
import Synchronization

/// The threads that compute a decoder's step: the calling thread, and helpers on processors that no other decoder uses.
///
/// With a decoder on every processor, each works alone; a single decoder uses several processors. Results are
/// bit-identical in both cases. Helper threads start when first needed and end with the pool.
package final class DecodingThreadPool {
    /// More threads do not help: a step takes 100 µs, and each of its twenty operations must be announced to every
    /// thread.
    package static let maxThreads = 4
    /// The minimum number of values for a thread to read; for fewer, a helper costs more than it saves.
    private static let minPartSize = 16_384

    /// The number of decoders in this process.
    private static let count = Atomic<Int>(0)
    private static let processorCount = SystemThread.processorCount

    private let fixedThreads: Int?
    private let queue = WorkQueue()
    private var helpers: [SystemThread] = []
    private let product = SharedProduct()

    /// - Parameter threads: the number of threads; nil divides the processors among the decoders.
    package init(threads: Int? = nil) {
        fixedThreads = threads.map { min($0, Self.maxThreads) }
        Self.count.add(1, ordering: .relaxed)
    }

    deinit {
        Self.count.subtract(1, ordering: .relaxed)
        queue.close()
        for helper in helpers { helper.join() }
    }

    /// Computes `y = x wᵀ + b`, optionally followed by GELU; see `PackedMatrix.multiply`.
    package func multiply(
        _ matrix: PackedMatrix, _ x: UnsafePointer<Float>, stride xStride: Int, rows: Int,
        into y: UnsafeMutablePointer<Float>, stride yStride: Int, hasGELU: Bool = false
    ) {
        product.matrix = matrix
        product.x = x
        product.y = y
        product.xStride = xStride
        product.yStride = yStride
        product.rows = rows
        product.hasGELU = hasGELU
        run(product, units: matrix.blockCount, size: matrix.inputs * matrix.outputs)
    }

    /// Runs the work on as many threads as pay off, and returns when it is finished.
    ///
    /// - Parameters:
    ///   - units: the largest number of parts that the work can be divided into.
    ///   - size: the number of values that the work reads.
    package func run(_ work: any SharedWork, units: Int, size: Int) {
        let parts = min(threads, units, size / Self.minPartSize)
        guard parts > 1, startHelpers(parts - 1) else { return work.run(part: 0, of: 1) }
        queue.run(work, parts: parts)
    }

    private var threads: Int {
        fixedThreads
            ?? min(Self.maxThreads, Self.processorCount / max(1, Self.count.load(ordering: .relaxed)))
    }

    /// Starts helpers until there are `count`, and returns whether there are any. If the system refuses further
    /// threads, the work continues without them.
    private func startHelpers(_ count: Int) -> Bool {
        while helpers.count < count {
            guard let helper = try? SystemThread({ [queue] in queue.runHelper() }) else { return !helpers.isEmpty }
            helpers.append(helper)
        }
        return true
    }
}

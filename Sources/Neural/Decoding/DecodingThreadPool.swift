import MuseProtocols
import Synchronization

/// The threads that compute a decoder's step: the calling thread, and helpers on processors that no other decoder uses.
///
/// With a decoder on every processor, each works alone; a single decoder uses several processors. Results are
/// bit-identical in both cases. Helper threads start when first needed and end with the pool.
package final class DecodingThreadPool {
    /// More threads do not help: a step takes about 100 µs, and each of its 17 phases must be announced to every
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
    /// The rounded inputs of a product, if it needs them.
    private var rounded = RoundedRows(rows: 0, columns: 0)

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

    /// Computes `y = x wᵀ + b`; see `PackedMatrix.multiply`.
    package func multiply(
        _ matrix: PackedMatrix, _ x: UnsafePointer<Float>, stride xStride: Int, rows: Int,
        into y: UnsafeMutablePointer<Float>, stride yStride: Int
    ) {
        if matrix.roundsInputs {
            if !rounded.holds(rows: rows, columns: matrix.inputs) {
                rounded = RoundedRows(rows: rows, columns: matrix.inputs)
            }
            rounded.read(x, stride: xStride, rows: rows, matrix.inputs)
        }
        product.matrix = matrix
        product.x = x
        product.y = y
        product.xStride = xStride
        product.yStride = yStride
        product.rows = rows
        product.rounded = rounded
        run(product, parts: min(matrix.blockCount, parts(size: matrix.inputs * matrix.outputs)))
    }

    /// Returns the number of parts that work is divided into, at most `maxThreads`, and starts helpers for them.
    ///
    /// - Parameter size: the number of values that the work reads.
    package func parts(size: Int) -> Int {
        let parts = min(threads, size / Self.minPartSize)
        return parts > 1 && startHelpers(parts - 1) ? parts : 1
    }

    /// Runs the parts of the work on all threads, and returns when they are finished.
    package func run(_ work: any SharedWork, parts: Int) {
        if parts > 1 { queue.run(work, parts: parts) } else { work.run(part: 0, of: 1) }
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

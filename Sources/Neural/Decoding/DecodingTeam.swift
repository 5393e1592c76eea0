import MuseProtocols
import Synchronization

/// The threads that work on a decoder's step: the one that asks, and others on processors that no decoder needs.
///
/// Whoever decodes many tunes has a decoder on every processor, and each is alone in its team; a single decoder has
/// several processors to itself. Results are the same to the bit. Threads start when they are first of use and end with
/// the team.
package final class DecodingTeam {
    /// More gain nothing: a step is over in 100 µs, and every thread has to be told of its twenty parts.
    package static let mostThreads = 4
    /// Numbers to be read, below which it takes longer to share them than to read them.
    private static let leastShare = 16_384

    /// Decoders alive in this process.
    private static let count = Atomic<Int>(0)
    private static let processorCount = SystemThread.processorCount

    private let fixedThreads: Int?
    private let board = WorkBoard()
    private var helpers: [SystemThread] = []
    private let product = SharedProduct()

    /// - Parameter threads: nil for as many as there are processors for.
    package init(threads: Int? = nil) {
        fixedThreads = threads.map { min($0, Self.mostThreads) }
        Self.count.add(1, ordering: .relaxed)
    }

    deinit {
        Self.count.subtract(1, ordering: .relaxed)
        board.close()
        for helper in helpers { helper.join() }
    }

    /// `y = x wᵀ + b`, see `PackedMatrix.multiply`; then GELU where wanted.
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

    /// Has the work done.
    ///
    /// - Parameters:
    ///   - units: parts at most.
    ///   - size: numbers that are read in all.
    package func run(_ work: any SharedWork, units: Int, size: Int) {
        let parts = min(threads, units, size / Self.leastShare)
        guard parts > 1, hire(parts - 1) else { return work.run(part: 0, of: 1) }
        board.run(work, parts: parts)
    }

    private var threads: Int {
        fixedThreads
            ?? min(Self.mostThreads, Self.processorCount / max(1, Self.count.load(ordering: .relaxed)))
    }

    /// Whether there are so many helpers; a system that gives none does not stop the work.
    private func hire(_ wanted: Int) -> Bool {
        while helpers.count < wanted {
            guard let helper = try? SystemThread({ [board] in board.help() }) else { return !helpers.isEmpty }
            helpers.append(helper)
        }
        return true
    }
}

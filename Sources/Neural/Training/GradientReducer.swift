import CKernels
import MusePlatform
package import MuseProtocols

/// Sums the gradients of all threads of all ranks, while the backward passes still run.
///
/// The block of parameters is cut into buckets, the last ones first. A bucket is summed as soon as all threads of this
/// process have its gradients: first over the threads, then over the ranks. The order of the buckets is the same on all
/// ranks.
///
/// Source: Li et al., "PyTorch Distributed: Experiences on Accelerating Data Parallel Training", VLDB 2020, sections
/// 3.2.2 and 3.2.3. Difference: buckets are cut by size alone, not at the boundaries of parameters.
package final class GradientReducer: Sendable {
    /// The number of values of a bucket: large enough for the bandwidth of a network, small enough that the first
    /// starts early.
    package static let bucket = 1 << 19

    let communicator: any Communicator
    private let figures = Monitor(Figures())

    /// What the sums of gradients have cost so far.
    package struct Figures: Sendable {
        package var steps = 0
        /// The bytes of a rank's gradients, of all steps.
        package var bytes = 0
        /// The time from the start of the first bucket to the end of the last one, of all steps.
        package var seconds = 0.0
        /// The part of it after the end of this rank's backward passes.
        package var exposedSeconds = 0.0
    }

    package init(_ communicator: any Communicator) { self.communicator = communicator }

    package var total: Figures { figures.read { $0 } }

    /// Sums the gradients into the first buffer, and sets the others to 0.
    ///
    /// - Parameters:
    ///   - gradients: the gradients of the threads of this process, each in the layout of the weights.
    ///   - size: the number of values of each.
    func sum(_ gradients: [UnsafeMutablePointer<Float>], size: Int, as progress: BackwardProgress) {
        let first = gradients[0]
        let clock = ContinuousClock()
        var begin: ContinuousClock.Instant?
        var computed: ContinuousClock.Instant?
        var pending: [PendingSum] = []
        for start in stride(from: 0, to: size, by: Self.bucket).reversed() {
            // Sums that have been started go on only while they are asked about.
            while !pending.isEmpty, !progress.has(start) {
                pending.removeAll { $0.isFinished() }
                usleep(50)
            }
            progress.wait(for: start)
            let now = clock.now
            begin = begin ?? now
            if start == 0 { computed = now }
            let count = min(Self.bucket, size - start)
            for other in gradients.dropFirst() {
                muse_add(first + start, other + start, count)
                (other + start).update(repeating: 0, count: count)
            }
            pending.append(
                communicator.startSum(UnsafeMutableBufferPointer(start: first + start, count: count)))
        }
        var tries = 0
        while !pending.isEmpty {
            pending.removeAll { $0.isFinished() }
            tries += 1
            // A slower rank may need this processor.
            if tries > 1000 { usleep(20) }
        }
        guard let begin, let computed else { return }
        let end = clock.now
        figures.change {
            $0.steps += 1
            $0.bytes += 4 * size
            $0.seconds += (end - begin) / .seconds(1)
            $0.exposedSeconds += (end - computed) / .seconds(1)
        }
    }
}

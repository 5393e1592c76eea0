import CKernels
import MuseProtocols
import Synchronization

/// A parallel loop with dynamic scheduling: one thread publishes work, and helper threads claim its parts.
///
/// Parts are claimed, not assigned, so a helper that is descheduled or asleep does not delay the others.
final class WorkQueue: @unchecked Sendable {
    /// The number of the work (from bit 16), the next part to claim (bits 8 to 15) and the number of parts (bits 0 to
    /// 7). They share one atomic word so that no thread can claim a part of finished work.
    private let ticket = Atomic<UInt64>(0)
    /// The number of parts that helpers have finished.
    private let finished = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)
    /// Whether helpers may be asleep.
    private let hasSleepers = Atomic<Bool>(false)
    /// Incremented to wake sleeping helpers.
    private let wakeUps = Monitor(0)
    /// Written only while no part is claimed or can be claimed.
    private var work: (any SharedWork)?

    /// How long a helper spins before it sleeps: longer than the work between two tokens.
    private static let spinTime = Duration.microseconds(1000)

    /// Runs the work together with the helpers and returns when all parts are finished.
    ///
    /// - Parameter work: must not retain this queue, because a helper may release the last reference to it.
    /// - Precondition: called by one thread at a time, with fewer than 256 parts.
    func run(_ work: any SharedWork, parts: Int) {
        precondition(parts < 256, "\(parts) parts")
        self.work = work
        finished.store(0, ordering: .relaxed)
        let number = (ticket.load(ordering: .relaxed) >> 16) &+ 1
        ticket.store(number << 16 | UInt64(parts), ordering: .sequentiallyConsistent)
        if hasSleepers.load(ordering: .sequentiallyConsistent) {
            hasSleepers.store(false, ordering: .sequentiallyConsistent)
            wakeUps.change { $0 &+= 1 }
        }
        var completed = 0
        while let part = claimPart() {
            work.run(part: part, of: parts)
            completed += 1
        }
        var pauses = 0
        while finished.load(ordering: .acquiring) < parts - completed {
            pauses += 1
            // The helper may have lost its processor, perhaps to this thread.
            if pauses % 4096 == 0 { muse_yield() } else { muse_pause() }
        }
        self.work = nil
    }

    /// Claims and runs parts until the queue is closed. This is the body of a helper thread.
    func runHelper() {
        while !isClosed.load(ordering: .acquiring) {
            if let part = claimPart() {
                let parts = Int(ticket.load(ordering: .relaxed) & 0xFF)
                work?.run(part: part, of: parts)
                finished.add(1, ordering: .releasing)
            } else {
                wait()
            }
        }
    }

    func close() {
        isClosed.store(true, ordering: .sequentiallyConsistent)
        wakeUps.change { $0 &+= 1 }
    }

    private var isIdle: Bool { !Self.hasPart(ticket.load(ordering: .sequentiallyConsistent)) }

    private static func hasPart(_ ticket: UInt64) -> Bool { ticket >> 8 & 0xFF < ticket & 0xFF }

    private func claimPart() -> Int? {
        var seen = ticket.load(ordering: .acquiring)
        while Self.hasPart(seen) {
            let (isClaimed, current) = ticket.compareExchange(
                expected: seen, desired: seen + (1 << 8), ordering: .acquiringAndReleasing)
            if isClaimed { return Int(seen >> 8 & 0xFF) }
            seen = current
        }
        return nil
    }

    /// Waits until there is work or the queue is closed: spins first, then sleeps.
    private func wait() {
        let clock = ContinuousClock()
        let end = clock.now + Self.spinTime
        repeat {
            for _ in 0..<256 {
                guard isIdle else { return }
                muse_pause()
            }
        } while clock.now < end && !isClosed.load(ordering: .relaxed)
        let lastWakeUp = wakeUps.read { $0 }
        hasSleepers.store(true, ordering: .sequentiallyConsistent)
        // Work may have been published before `hasSleepers` was visible.
        guard isIdle, !isClosed.load(ordering: .sequentiallyConsistent) else { return }
        wakeUps.wait { $0 == lastWakeUp ? nil : () }
    }
}

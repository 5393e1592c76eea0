import CKernels
import MuseProtocols
import Synchronization

/// A parallel loop with dynamic scheduling: one thread publishes work, and helper threads claim its parts.
///
/// Parts are claimed, not assigned, so a helper that is descheduled or asleep delays nobody.
final class WorkQueue: @unchecked Sendable {
    /// From bit 16: the number of the work; bits 8 to 15: the next part to claim; bits 0 to 7: the number of parts.
    /// They share a word so that no thread can claim a part of finished work.
    private let ticket = Atomic<UInt64>(0)
    /// Parts that helpers have finished.
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
        var own = 0
        while let part = take() {
            work.run(part: part, of: parts)
            own += 1
        }
        var pauses = 0
        while finished.load(ordering: .acquiring) < parts - own {
            pauses += 1
            // The helper may have lost its processor, perhaps to this thread.
            if pauses % 4096 == 0 { muse_yield() } else { muse_pause() }
        }
        self.work = nil
    }

    /// Claims and runs parts until the queue is closed: the body of a helper thread.
    func runHelper() {
        while !isClosed.load(ordering: .acquiring) {
            if let part = take() {
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

    private func take() -> Int? {
        var seen = ticket.load(ordering: .acquiring)
        while Self.hasPart(seen) {
            let (isTaken, now) = ticket.compareExchange(
                expected: seen, desired: seen + (1 << 8), ordering: .acquiringAndReleasing)
            if isTaken { return Int(seen >> 8 & 0xFF) }
            seen = now
        }
        return nil
    }

    /// Returns when there is work: spins first, then sleeps.
    private func wait() {
        let clock = ContinuousClock()
        let end = clock.now + Self.spinTime
        repeat {
            for _ in 0..<256 {
                guard isIdle else { return }
                muse_pause()
            }
        } while clock.now < end && !isClosed.load(ordering: .relaxed)
        let heard = wakeUps.read { $0 }
        hasSleepers.store(true, ordering: .sequentiallyConsistent)
        // Work may have been published before `hasSleepers` was visible.
        guard isIdle, !isClosed.load(ordering: .sequentiallyConsistent) else { return }
        wakeUps.wait { $0 == heard ? nil : () }
    }
}

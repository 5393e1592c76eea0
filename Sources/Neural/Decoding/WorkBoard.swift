import CKernels
import MuseProtocols
import Synchronization

/// Where one thread puts up work and others, waiting, take parts of it.
///
/// Parts are taken and not dealt: a helper that the system has put aside, or that sleeps, holds nothing up.
final class WorkBoard: @unchecked Sendable {
    /// The work's number from bit 16 on, the next part to be taken, and in the last 8 bits how many there are. One word,
    /// so that nobody takes a part of work that is over.
    private let ticket = Atomic<UInt64>(0)
    /// Parts that helpers have finished.
    private let finished = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)
    /// Whether helpers may be asleep.
    private let hasSleepers = Atomic<Bool>(false)
    /// Counts wake-up calls.
    private let alarm = Monitor(0)
    /// Written while no part is taken or to be taken.
    private var work: (any SharedWork)?

    /// How long a helper waits on its feet: longer than what happens between two tokens.
    private static let patience = Duration.microseconds(1000)

    /// Does the work together with those who help.
    ///
    /// - Parameter work: must not keep the board alive, because a helper may be the last to let go of it.
    /// - Precondition: called by one thread, with less than 256 parts.
    func run(_ work: any SharedWork, parts: Int) {
        precondition(parts < 256, "\(parts) parts")
        self.work = work
        finished.store(0, ordering: .relaxed)
        let number = (ticket.load(ordering: .relaxed) >> 16) &+ 1
        ticket.store(number << 16 | UInt64(parts), ordering: .sequentiallyConsistent)
        if hasSleepers.load(ordering: .sequentiallyConsistent) {
            hasSleepers.store(false, ordering: .sequentiallyConsistent)
            alarm.change { $0 &+= 1 }
        }
        var own = 0
        while let part = take() {
            work.run(part: part, of: parts)
            own += 1
        }
        var pauses = 0
        while finished.load(ordering: .acquiring) < parts - own {
            pauses += 1
            // The helper may have lost its processor, perhaps this one.
            if pauses % 4096 == 0 { muse_yield() } else { muse_pause() }
        }
        self.work = nil
    }

    /// Takes parts until the board is closed.
    func help() {
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
        alarm.change { $0 &+= 1 }
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

    /// Until there is work, at first awake, later asleep.
    private func wait() {
        let clock = ContinuousClock()
        let end = clock.now + Self.patience
        repeat {
            for _ in 0..<256 {
                guard isIdle else { return }
                muse_pause()
            }
        } while clock.now < end && !isClosed.load(ordering: .relaxed)
        let heard = alarm.read { $0 }
        hasSleepers.store(true, ordering: .sequentiallyConsistent)
        // Work that was put up before it was known that there are sleepers.
        guard isIdle, !isClosed.load(ordering: .sequentiallyConsistent) else { return }
        alarm.wait { $0 == heard ? nil : () }
    }
}

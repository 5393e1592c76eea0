import MusePlatform
import Synchronization

/// Handles Ctrl-C, SIGTERM and SIGHUP. The first signal asks long work to stop and keep what is finished; a second one
/// ends the program.
enum Interrupt {
    private static let received = Atomic<Int32>(0)

    /// The number of the signal; nil if none was received.
    static var signalNumber: Int32? {
        let number = received.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    static var isRequested: Bool { signalNumber != nil }

    /// Makes the signals ask for a stop from now on.
    static func listen() {
        let numbers = [SIGINT, SIGTERM, SIGHUP]
        // A parent process may have blocked these signals; a blocked signal would do nothing.
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in numbers { sigaddset(&signals, number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        for number in numbers {
            let before = signal(number) { number in
                Interrupt.received.store(number, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
            // nohup ignores SIGHUP, and wants it ignored.
            if number == SIGHUP, unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
                signal(number, SIG_IGN)
            }
        }
    }
}

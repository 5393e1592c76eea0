import MusePlatform
import Synchronization

/// Handles Ctrl-C. The first one asks long work to stop and keep what is finished; a second one ends the program.
enum Interrupt {
    private static let flag = Atomic<Bool>(false)

    static var isRequested: Bool { flag.load(ordering: .relaxed) }

    /// Makes Ctrl-C and `kill` set the flag from now on.
    static func listen() {
        // A parent process may have blocked these signals; a blocked signal would do nothing.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM] {
            signal(number) { number in
                Interrupt.flag.store(true, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
        }
    }
}

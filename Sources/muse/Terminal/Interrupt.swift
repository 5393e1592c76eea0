import MusePlatform
import Synchronization

/// Ctrl-C: asks long work to stop and keep what is finished. A second one ends the program at once.
enum Interrupt {
    private static let flag = Atomic<Bool>(false)

    static var isRequested: Bool { flag.load(ordering: .relaxed) }

    /// From here on Ctrl-C and `kill` set the flag.
    static func listen() {
        // A parent may have blocked them, and a blocked Ctrl-C would do nothing.
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

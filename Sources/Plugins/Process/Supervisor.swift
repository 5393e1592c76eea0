import CMuseSystem
import MusePlatform
import MuseProtocols
import MuseStorage
import Synchronization

/// Runs a plug-in's program as a child process, and kills it with all its descendants when muse has ended or asks for
/// it.
///
/// A descendant that starts a session of its own leaves the process group. So this process adopts orphans: after the
/// child's end every descendant that is left becomes its child, and is killed. (On a system where it cannot adopt
/// orphans, such descendants survive; so do those of a plug-in that kills its supervisor.)
package enum Supervisor {
    private static let child = Atomic<Int32>(0)

    /// Runs the program with this process's standard input, output and error, and ends this process as the program
    /// ended.
    ///
    /// - Throws: `FileError` if the program cannot be started.
    package static func run(_ command: [String]) throws -> Never {
        _ = muse_adopt_orphans()
        // A core file in the plug-in's folder would count as a change of the plug-in.
        muse_disable_core_files()
        // Before there is a child, the signal ends this process.
        signal(SIGTERM) { _ in Supervisor.killChild() }
        let argv = command.map { strdup($0) } + [nil]
        let number = muse_start_child(argv)
        guard number > 0 else { throw FileError(path: command[0], reason: String(cString: strerror(errno))) }
        child.store(number, ordering: .sequentiallyConsistent)
        // The pipes have to close when the program ends, so only its ends of them stay open.
        close(STDOUT_FILENO)
        close(STDERR_FILENO)
        _ = try? SystemThread {
            var input = [pollfd(fd: STDIN_FILENO, events: 0, revents: 0)]
            // Without events, only the closed end of muse's pipe wakes this thread.
            while poll(&input, 1, -1) <= 0 {}
            killChild()
        }
        let status = wait(for: number)
        killDescendants()
        end(with: status)
    }

    private static func killChild() {
        let number = child.load(ordering: .sequentiallyConsistent)
        if number == 0 { _exit(128 + SIGTERM) }
        kill(number, SIGKILL)
    }

    private static func wait(for number: pid_t) -> Int32 {
        var status: Int32 = 0
        while true {
            let ended = waitpid(-1, &status, 0)
            if ended == number || ended < 0 && errno != EINTR { return status }
        }
    }

    /// Kills the children, then the descendants that become children, until there are none.
    private static func killDescendants() {
        var status: Int32 = 0
        while true {
            for child in children() { kill(child, SIGKILL) }
            let ended = waitpid(-1, &status, WNOHANG)
            if ended < 0 && errno != EINTR { return }
            if ended == 0 { usleep(1_000) }
        }
    }

    /// The identifiers of this process's children.
    private static func children() -> [pid_t] {
        let bytes = (try? FileReader.bytes("/proc/self/task/\(getpid())/children")) ?? []
        return String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap { pid_t($0) }
    }

    private static func end(with status: Int32) -> Never {
        let number = status & 0x7F
        if number != 0 {
            signal(number, SIG_DFL)
            kill(getpid(), number)
        }
        exit(number == 0 ? status >> 8 & 0xFF : 128 + number)
    }
}

import MuseKit
import MusePlatform
import MuseProtocols
import MuseRanks

/// The processes that an MPI launcher has started: each runs this command. Rank 0 alone talks to the user.
enum Ranks {
    private static let launch = Result { try RankLaunch.current() }
    private static let started = Result<MPICommunicator?, any Error> {
        try launch.get().map {
            try MPICommunicator($0, library: getenv("MUSE_MPI_LIBRARY").map { String(cString: $0) })
        }
    }

    /// Whether this process talks to the user.
    static let isFirst = ((try? launch.get())?.rank ?? 0) == 0

    /// Whether there are other processes.
    static var isShared: Bool { ((try? launch.get())?.size ?? 1) > 1 }

    /// The connection of the processes, which the first call makes.
    ///
    /// - Throws: `RankError`.
    static func communicator() throws -> any Communicator { try started.get() ?? SingleProcess() }

    /// Checks that a command can work in several processes, if there are several, and connects them.
    ///
    /// - Throws: `MuseError`, `RankError`.
    static func start(_ command: Any) throws {
        guard try launch.get() != nil else { return }
        guard command is any RankedCommand else {
            throw MuseError.use("this command works in one process; start it without mpirun")
        }
        _ = try communicator()
    }

    /// Waits for the other processes, at the end of a command.
    static func finish() { if isShared { try? started.get()?.finish() } }

    /// Ends this process after a failure, and all others with it.
    static func fail(_ message: String, _ code: Failure.Code) -> Never {
        let status = code == .interrupted ? 128 + (Interrupt.signalNumber ?? SIGINT) : code.rawValue
        let communicator = isShared ? (try? started.get()) ?? nil : nil
        if !isFirst {
            // An interrupted run ends when rank 0 has kept what is finished.
            if code == .interrupted { communicator?.finish() }
            // Rank 0 usually fails for the same reason; it then ends this process, and the message appears once.
            let rank = (try? launch.get())?.rank ?? 0
            usleep(UInt32(500_000 + 20_000 * min(rank, 100)))
            Terminal.sayOnAnyRank("process \(rank): \(message)")
        } else {
            Terminal.say(message)
        }
        communicator?.abort(status)
        MusePlatform.exit(status)
    }
}

/// A command that can work in several processes.
protocol RankedCommand {}

import CMPI
import MusePlatform
package import MuseProtocols

/// The ranks of an MPI launcher, connected by an MPI library that is opened at run time.
package struct MPICommunicator: Communicator {
    package let rank: Int
    package let size: Int
    package private(set) var threadsByRank: [Int] = []

    /// The libraries to try: Debian's name for MPICH, then the name that all libraries with its binary interface share.
    private static let libraries = ["libmpich.so.12", "libmpi.so.12"]

    /// Connects the ranks. Called once, before this process has other threads.
    ///
    /// - Parameter library: the MPI library, a name or a path; nil for the usual names.
    /// - Throws: `RankError`.
    package init(_ launch: RankLaunch, library: String?) throws {
        try Self.open(library.map { [$0] } ?? Self.libraries, launch)
        if launch.rank == 0 {
            let message =
                "muse: one of the \(launch.size) processes of this run was ended, and the others with it; the message of "
                + "the launcher says which. Start the command again, with any number of processes: training resumes "
                + "from its last checkpoint.\n"
            _ = muse_mpi_start_watcher(message)
        }
        let error = muse_mpi_start()
        guard error == 0 else { throw RankError("MPI cannot be started: error \(error)") }
        (rank, size) = (Int(muse_mpi_rank()), Int(muse_mpi_size()))
        guard size == launch.size else {
            throw RankError(
                "the launcher has started \(launch.size) processes, but the MPI library knows of \(size): they are of "
                    + "different MPI implementations")
        }
        threadsByRank = sharedThreads()
        // Programs that this process starts, such as those of plug-ins, are no ranks.
        for name in RankLaunch.variables { unsetenv(name) }
    }

    private static func open(_ names: [String], _ launch: RankLaunch) throws {
        var problems: [String] = []
        for name in names {
            guard let problem = muse_mpi_open(name) else { return }
            problems.append("\(name): \(String(cString: problem))")
        }
        throw RankError(
            "an MPI launcher has started \(launch.size) processes, but there is no library of MPICH to connect them "
                + "(\(problems.joined(separator: "; "))); install it (apt-get install libmpich12), or name it by "
                + "MUSE_MPI_LIBRARY")
    }

    /// The number of threads of each rank: ranks that may use the same processors of a machine share them evenly.
    private func sharedThreads() -> [Int] {
        var text = [CChar](repeating: 0, count: 8192)
        let allowed = Int(muse_mpi_processors(&text, text.count))
        var host = [CChar](repeating: 0, count: 256)
        gethostname(&host, host.count - 1)
        func bytes(_ text: [CChar]) -> [UInt8] { text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) } }
        let places = gather(bytes(host) + [0x20] + bytes(text))
        let counts = gather(allowed > 0 ? allowed : SystemThread.processorCount)
        return places.indices.map { rank in
            let sharing = places.indices.filter { places[$0] == places[rank] }
            let index = sharing.firstIndex(of: rank) ?? 0
            return max(1, counts[rank] / sharing.count + (index < counts[rank] % sharing.count ? 1 : 0))
        }
    }

    package func sum(_ values: inout [Double]) { muse_mpi_sum(&values, values.count) }

    package func startSum(_ values: UnsafeMutableBufferPointer<Float>) -> PendingSum {
        guard let start = values.baseAddress, !values.isEmpty else { return PendingSum { true } }
        var request = muse_mpi_start_sum(start, values.count)
        return PendingSum { request == 0 || muse_mpi_is_done(&request) != 0 }
    }

    package func broadcast(_ bytes: inout [UInt8], from rank: Int) {
        muse_mpi_broadcast(&bytes, bytes.count, Int32(rank))
    }

    /// Waits for the other ranks and ends MPI.
    package func finish() {
        muse_mpi_dismiss_watcher()
        muse_mpi_finish()
    }

    /// Ends all ranks.
    package func abort(_ code: Int32) {
        muse_mpi_dismiss_watcher()
        muse_mpi_abort(code)
    }
}

import MusePlatform

/// How an MPI launcher has started this process.
package struct RankLaunch: Sendable, Equatable {
    package let rank: Int
    package let size: Int

    /// - Returns: nil for a single process.
    /// - Throws: `RankError` for the launcher of Open MPI.
    package init?(environment: (String) -> String?) throws {
        func number(_ name: String) -> Int? { environment(name).flatMap { Int($0) } }
        // Hydra, the launcher of MPICH and Intel MPI, sets these, and so does Slurm with `srun --mpi=pmi2`.
        if let rank = number("PMI_RANK"), let size = number("PMI_SIZE"), size > 1 {
            (self.rank, self.size) = (rank, size)
            return
        }
        if let size = number("OMPI_COMM_WORLD_SIZE"), size > 1 {
            throw RankError(
                "the mpirun of Open MPI has started \(size) processes; muse needs that of MPICH (mpirun.mpich) or of "
                    + "another MPI with its binary interface")
        }
        return nil
    }

    /// The variables of the environment by which a launcher of MPICH makes a process a rank.
    static let variables = ["PMI_RANK", "PMI_SIZE", "PMI_FD"]

    /// The launch of this process.
    package static func current() throws -> RankLaunch? {
        try RankLaunch { name in getenv(name).map { String(cString: $0) } }
    }
}

/// Why the processes of a run cannot work together.
package struct RankError: Error, Equatable, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
}

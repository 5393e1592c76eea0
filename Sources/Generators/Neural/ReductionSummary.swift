import MuseNeural
import MuseProtocols

extension GradientReducer.Figures {
    /// A line for the user: `all-reduce: 120 steps on 2 processes with 4 threads, 1.9 MB a step each way, …`.
    ///
    /// The volume is that of a ring, which no algorithm can undercut: each rank sends and receives `2 (N - 1) / N` of
    /// its gradients. Source: Patarasuk and Yuan, "Bandwidth optimal all-reduce algorithms for clusters of
    /// workstations", Journal of Parallel and Distributed Computing 69(2), 2009,
    /// https://doi.org/10.1016/j.jpdc.2008.09.002.
    func summary(ranks: Int, threads: Int) -> String {
        let volume = 2 * Double(ranks - 1) / Double(ranks) * Double(bytes)
        return
            "all-reduce: \(steps) steps on \(ranks) processes with \(threads) threads in all; each process sends and "
            + "receives \((volume / Double(max(1, steps)) / 1e6).thousandths) MB a step, \((volume / 1e6).thousandths) MB in "
            + "all; \(seconds.thousandths) s, of which \(exposedSeconds.thousandths) s after the backward passes"
    }
}

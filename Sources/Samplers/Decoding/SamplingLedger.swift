/// The jobs that are waiting, running and finished, shared by the worker threads.
struct SamplingLedger {
    struct Job {
        let number: Int
        let candidates: Range<Int>
    }

    struct News {
        /// Candidates.
        let finished: Int
        let total: Int
        /// Since the last news, in order.
        let tunes: [TuneSampler.Tune]
        let failure: (any Error)?
        let isOver: Bool
    }

    private struct Contest {
        var best: TuneSampler.Tune
        var finished = 1
    }

    private let tunes: Int
    private let bestOf: Int
    private let batchSize: Int
    private let total: Int
    private var nextJob = 0
    private var running = 0
    private var finished = 0
    /// By tune, from the first candidate that is finished until the tune is handed over.
    private var contests: [Int: Contest] = [:]
    /// The first tune that is not handed over yet.
    private var nextTune = 0
    /// The earliest failed job and its error; jobs after it stop.
    private var failure: (job: Int, error: any Error)?
    private var isAbandoned = false

    init(tunes: Int, bestOf: Int, batchSize: Int) {
        self.tunes = max(0, tunes)
        self.bestOf = bestOf
        let product = self.tunes.multipliedReportingOverflow(by: bestOf)
        total = product.overflow ? .max : product.partialValue
        // Few candidates are spread over several batches, so that there is work for several threads. The number of
        // threads must not decide here: decoders may round otherwise with other batches.
        self.batchSize = min(batchSize, max(1, total / 4))
    }

    var batchCount: Int { total / batchSize + (total % batchSize > 0 ? 1 : 0) }

    mutating func claim() -> Job? {
        guard nextJob < batchCount, failure == nil, !isAbandoned else { return nil }
        let start = nextJob * batchSize
        defer { nextJob += 1 }
        running += 1
        return Job(number: nextJob, candidates: start..<start + min(batchSize, total - start))
    }

    /// Jobs before a failed one continue, so that the earliest failure is reported whichever thread is faster.
    func mayGoOn(_ job: Job) -> Bool { !isAbandoned && job.number < failure?.job ?? .max }

    mutating func record(_ tune: TuneSampler.Tune) {
        finished += 1
        guard var contest = contests[tune.index] else {
            contests[tune.index] = Contest(best: tune)
            return
        }
        contest.finished += 1
        if isBetter(tune, than: contest.best) { contest.best = tune }
        contests[tune.index] = contest
    }

    mutating func end(_ job: Job, _ error: (any Error)?) {
        running -= 1
        guard let error, job.number < failure?.job ?? .max else { return }
        failure = (job.number, error)
    }

    /// Stops all jobs: no result is needed any more.
    mutating func abandon() { isAbandoned = true }

    /// Finished tunes, progress or the end; nil while there is none of them.
    mutating func news(since reported: Int) -> News? {
        let isOver = running == 0 && (nextJob == batchCount || failure != nil)
        var ready: [TuneSampler.Tune] = []
        while let contest = contests[nextTune], contest.finished == bestOf {
            ready.append(contest.best)
            contests[nextTune] = nil
            nextTune += 1
        }
        if isOver, failure?.error is CancellationError {
            let rest = contests.values.filter { $0.finished == bestOf }.map(\.best)
            ready += rest.sorted { $0.index < $1.index }
            contests.removeAll()
        }
        guard isOver || finished > reported || !ready.isEmpty else { return nil }
        return News(
            finished: finished, total: total, tunes: ready, failure: isOver ? failure?.error : nil, isOver: isOver)
    }

    /// Candidates finish in any order: of equals the one with the lower number wins.
    private func isBetter(_ a: TuneSampler.Tune, than b: TuneSampler.Tune) -> Bool {
        let (rankA, rankB) = (a.rank.isNaN ? -.infinity : a.rank, b.rank.isNaN ? -.infinity : b.rank)
        return rankA == rankB ? a.candidate < b.candidate : rankA > rankB
    }
}

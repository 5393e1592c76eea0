/// The waiting, running and finished jobs of a sampling run, shared by the worker threads.
struct SamplingLedger {
    struct Job {
        let number: Int
        let candidates: Range<Int>
    }

    struct Update {
        /// The number of finished candidates.
        let finished: Int
        /// The number of all candidates.
        let total: Int
        /// The tunes finished since the last update, in order.
        let tunes: [TuneSampler.Tune]
        let failure: (any Error)?
        let isFinished: Bool
    }

    private struct Candidates {
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
    /// The finished candidates of each tune, until the tune is delivered.
    private var candidates: [Int: Candidates] = [:]
    /// The first tune that has not been delivered.
    private var nextTune = 0
    /// The earliest failed job and its error. Later jobs stop.
    private var failure: (job: Int, error: any Error)?
    private var isAbandoned = false

    init(tunes: Int, bestOf: Int, batchSize: Int) {
        self.tunes = max(0, tunes)
        self.bestOf = bestOf
        let product = self.tunes.multipliedReportingOverflow(by: bestOf)
        total = product.overflow ? .max : product.partialValue
        // Divides few candidates into several batches, so that there is work for several threads. The batch size must
        // not depend on the number of threads, because decoders may round differently with other batches.
        self.batchSize = min(batchSize, max(1, total / 4))
    }

    var batchCount: Int { total / batchSize + (total % batchSize > 0 ? 1 : 0) }

    /// Starts the next job; nil if there is none.
    mutating func claim() -> Job? {
        guard nextJob < batchCount, failure == nil, !isAbandoned else { return nil }
        let start = nextJob * batchSize
        defer { nextJob += 1 }
        running += 1
        return Job(number: nextJob, candidates: start..<start + min(batchSize, total - start))
    }

    /// Whether a job may continue. Jobs before a failed one do, so that the earliest failure is reported, whichever
    /// thread is faster.
    func shouldContinue(_ job: Job) -> Bool { !isAbandoned && job.number < failure?.job ?? .max }

    /// Records a finished candidate.
    mutating func record(_ tune: TuneSampler.Tune) {
        finished += 1
        guard var candidate = candidates[tune.index] else {
            candidates[tune.index] = Candidates(best: tune)
            return
        }
        candidate.finished += 1
        if isBetter(tune, than: candidate.best) { candidate.best = tune }
        candidates[tune.index] = candidate
    }

    mutating func end(_ job: Job, _ error: (any Error)?) {
        running -= 1
        guard let error, job.number < failure?.job ?? .max else { return }
        failure = (job.number, error)
    }

    /// Stops all jobs, because no more results are needed.
    mutating func abandon() { isAbandoned = true }

    /// Returns finished tunes, progress or the end; nil if there is no change.
    mutating func update(since reported: Int) -> Update? {
        let isFinished = running == 0 && (nextJob == batchCount || failure != nil)
        var ready: [TuneSampler.Tune] = []
        while let candidate = candidates[nextTune], candidate.finished == bestOf {
            ready.append(candidate.best)
            candidates[nextTune] = nil
            nextTune += 1
        }
        if isFinished, failure?.error is CancellationError {
            let remaining = candidates.values.filter { $0.finished == bestOf }.map(\.best)
            ready += remaining.sorted { $0.index < $1.index }
            candidates.removeAll()
        }
        guard isFinished || finished > reported || !ready.isEmpty else { return nil }
        return Update(
            finished: finished, total: total, tunes: ready, failure: isFinished ? failure?.error : nil,
            isFinished: isFinished)
    }

    /// Whether candidate `a` ranks above `b`. Candidates finish in any order, so the lower number wins a tie.
    private func isBetter(_ a: TuneSampler.Tune, than b: TuneSampler.Tune) -> Bool {
        let (rankA, rankB) = (a.rank.isNaN ? -.infinity : a.rank, b.rank.isNaN ? -.infinity : b.rank)
        return rankA == rankB ? a.candidate < b.candidate : rankA > rankB
    }
}

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

    private let tunes: Int
    private let bestOf: Int
    private let batchSize: Int
    private let total: Int
    private var nextJob = 0
    private var running = 0
    private var finished = 0
    /// The finished candidates of each tune, until all are finished.
    private var candidates: [Int: [TuneSampler.Tune]] = [:]
    /// The chosen candidate of each tune, until it is delivered.
    private var chosen: [Int: TuneSampler.Tune] = [:]
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
    ///
    /// - Returns: all candidates of the tune, in order, if this was the last one; otherwise nil.
    mutating func record(_ tune: TuneSampler.Tune) -> [TuneSampler.Tune]? {
        finished += 1
        candidates[tune.index, default: []].append(tune)
        guard candidates[tune.index]?.count == bestOf else { return nil }
        return candidates.removeValue(forKey: tune.index)?.sorted { $0.candidate < $1.candidate }
    }

    /// Records the best candidate of a tune.
    mutating func choose(_ tune: TuneSampler.Tune) { chosen[tune.index] = tune }

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
        while let tune = chosen.removeValue(forKey: nextTune) {
            ready.append(tune)
            nextTune += 1
        }
        if isFinished, failure?.error is CancellationError {
            ready += chosen.values.sorted { $0.index < $1.index }
            chosen.removeAll()
        }
        guard isFinished || finished > reported || !ready.isEmpty else { return nil }
        return Update(
            finished: finished, total: total, tunes: ready, failure: isFinished ? failure?.error : nil,
            isFinished: isFinished)
    }
}

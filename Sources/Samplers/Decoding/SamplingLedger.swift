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

    private let bestOf: Int
    private let batchSize: Int
    /// The first candidate.
    private let first: Int
    private let total: Int
    private var nextJob = 0
    private var running = 0
    private var finished = 0
    /// The finished candidates of each tune, until all are finished.
    private var candidates: [Int: [TuneSampler.Tune]] = [:]
    /// The chosen candidate of each tune, until it is delivered.
    private var chosen: [Int: TuneSampler.Tune] = [:]
    /// The first tune that has not been delivered.
    private var nextTune: Int
    /// The earliest failed job and its error. Later jobs stop.
    private var failure: (job: Int, error: any Error)?
    private var isAbandoned = false

    /// - Parameters:
    ///   - tunes: the tunes to sample; the candidates of the first one start a batch.
    ///   - batchSize: that of `batchSize(tunes:bestOf:most:)` for all tunes.
    init(tunes: Range<Int>, bestOf: Int, batchSize: Int) {
        self.bestOf = bestOf
        self.batchSize = batchSize
        nextTune = tunes.lowerBound
        first = Self.candidates(of: tunes.lowerBound, bestOf)
        total = Self.candidates(of: tunes.count, bestOf)
    }

    /// The number of candidates per decoder. It divides few candidates into several batches, so that there is work for
    /// several threads. It must not depend on the number of threads, because decoders may round differently with other
    /// batches.
    static func batchSize(tunes: Int, bestOf: Int, most: Int) -> Int {
        min(most, max(1, candidates(of: tunes, bestOf) / 4))
    }

    private static func candidates(of tunes: Int, _ bestOf: Int) -> Int {
        let product = tunes.multipliedReportingOverflow(by: bestOf)
        return product.overflow ? .max : product.partialValue
    }

    var batchCount: Int { total / batchSize + (total % batchSize > 0 ? 1 : 0) }

    /// Starts the next job; nil if there is none.
    mutating func claim() -> Job? {
        guard nextJob < batchCount, failure == nil, !isAbandoned else { return nil }
        let start = nextJob * batchSize
        defer { nextJob += 1 }
        running += 1
        return Job(number: nextJob, candidates: first + start..<first + start + min(batchSize, total - start))
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

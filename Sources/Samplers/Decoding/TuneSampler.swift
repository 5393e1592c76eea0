package import MuseProtocols

/// Samples tunes from a model. Each step applies the grammar mask, then the sampler chain, and then samples a token.
/// With several candidates per tune, only the best is kept.
///
/// Candidate `c` of tune `i` uses the stream `random.stream("sampling", i).stream("candidate", c)`, and has its own
/// grammar state and copy of the chain. Candidates are assigned to decoders in fixed batches, so tunes depend neither
/// on the number of threads nor on their speed.
package struct TuneSampler: Sendable {
    package var model: any Model
    /// Whether the model is conditioned on the grammar, so that its scores are masked.
    private var isConditioned = false
    package var grammar: any TokenGrammar
    /// Grammars that tunes follow in turn instead, with their plans: tune i that at i modulo their number; empty for
    /// none.
    package var turns: [Turn] = []
    package var vocabularySize: Int
    package var chain: Chain
    /// The maximum number of tokens of a tune, including the end token.
    package var maxTokens: Int
    /// The root of all random streams.
    package var random: RandomSource
    /// Reads the tokens of a tune as music, and the plan that the tunes follow, for components that ask for them; nil
    /// where tokens have no tokenizer.
    package var reading: (reader: TuneReader, plan: Plan)?
    /// A template whose gaps are filled; nil to sample whole tunes.
    package var fill: FillTemplate?
    /// Control tokens that are replaced by a weighted mix of several; nil for none.
    package var style: StyleMix?
    /// Classifier-free guidance scale; 1 is off.
    package var guidance = 1.0
    /// The latent point of each candidate; nil for random points. Ignored by models without latent points.
    package var latents: (@Sendable (_ tune: Int, _ candidate: Int) -> [Float])?
    /// How to search for tunes; nil to sample them. A search ignores the chain.
    package var search: TuneSearch?
    /// The maximum number of candidates per decoder: the rows that share a read of the weights in a matrix product.
    /// More would not be faster, and their key-value caches would not fit into the processor's cache.
    package var batchSize = 4
    /// The number of threads. Each works on its own batch.
    package var threads = SystemThread.processorCount
    /// The ranks among which tunes are distributed. All get all tunes; a search is done by each.
    package var communicator: any Communicator = SingleProcess()

    package init(
        model: any Model, grammar: any TokenGrammar, vocabularySize: Int, chain: Chain, maxTokens: Int,
        random: RandomSource
    ) {
        self.model = model
        self.grammar = grammar
        self.vocabularySize = vocabularySize
        self.chain = chain
        self.maxTokens = maxTokens
        self.random = random
    }

    /// A grammar that some of the tunes follow, and its plan.
    package struct Turn: Sendable {
        package let grammar: any TokenGrammar
        package let plan: Plan
        /// Equal for turns with the same grammar, whose tunes a search finds together.
        package let group: Int

        package init(_ grammar: any TokenGrammar, _ plan: Plan, group: Int) {
            (self.grammar, self.plan, self.group) = (grammar, plan, group)
        }
    }

    package struct Tune: Hashable, Sendable {
        /// The index of the tune, from 0.
        package let index: Int
        /// The index of the chosen candidate, from 0.
        package let candidate: Int
        /// The result of `rank`; 0 if there was only one candidate.
        package let rank: Double
        /// The tokens, including the end token.
        package let tokens: [TokenID]
    }

    /// Samples `count` tunes, and delivers each as soon as it and all previous ones are finished.
    ///
    /// - Parameters:
    ///   - bestOf: the number of candidates per tune.
    ///   - rank: returns the ranks of all candidates for the tune with an index; higher is better, and NaN is lowest.
    ///     The earlier candidate wins a tie. Called on the worker threads, and only if `bestOf` is above 1.
    ///   - isCancelled: called on the worker threads before each token.
    ///   - progress: receives the number of finished candidates and of all candidates. Called on the calling thread.
    ///   - onTune: receives the tunes in order, on the calling thread. After a cancellation, all finished tunes are
    ///     still delivered; after a failure, only those before it.
    /// - Throws: `SearchShortfall` if a search finds too few tunes; `CancellationError`; `CapabilityError` if the model
    ///   lacks a capability; `DecodingFailure` and errors of `rank`, from the earliest batch that failed; errors of
    ///   `onTune`; `SystemThread.Unavailable`.
    /// - Precondition: `bestOf`, `batchSize` and `threads` are positive.
    package func sample(
        count: Int, bestOf: Int = 1,
        rank: @escaping @Sendable (_ tune: Int, _ candidates: [[TokenID]]) throws -> [Double] = { $1.map { _ in 0 } },
        isCancelled: @escaping @Sendable () -> Bool = { false }, progress: (Int, Int) -> Void = { _, _ in },
        onTune: (Tune) throws -> Void
    ) throws {
        precondition(bestOf > 0 && batchSize > 0 && threads > 0, "best of \(bestOf), \(batchSize) rows, \(threads)")
        var sampler = self
        if let conditioned = try model.conditioned(
            on: turns.isEmpty ? [grammar] : turns.map(\.grammar), maxTokens: maxTokens, isCancelled: isCancelled)
        {
            sampler.model = conditioned
            sampler.isConditioned = true
        }
        let prepared = sampler
        if let search {
            return try prepared.find(
                count: count, bestOf, search, rank: rank, isCancelled: isCancelled, progress: progress, onTune: onTune)
        }
        let batchSize = SamplingLedger.batchSize(tunes: count, bestOf: bestOf, most: batchSize)
        guard communicator.isShared else {
            return try prepared.sample(
                0..<max(0, count), bestOf, batchSize, rank: rank, isCancelled: isCancelled, progress: progress,
                onTune: onTune)
        }
        try RankedTunes(communicator, count: count, bestOf: bestOf, batchSize: batchSize).deliver(onTune) { own, keep in
            try prepared.sample(
                own, bestOf, batchSize, rank: rank, isCancelled: isCancelled, progress: progress, onTune: keep)
        }
    }

    /// Samples some of the tunes.
    private func sample(
        _ tunes: Range<Int>, _ bestOf: Int, _ batchSize: Int,
        rank: @escaping @Sendable (Int, [[TokenID]]) throws -> [Double], isCancelled: @escaping @Sendable () -> Bool,
        progress: (Int, Int) -> Void, onTune: (Tune) throws -> Void
    ) throws {
        let ledger = Monitor(SamplingLedger(tunes: tunes, bestOf: bestOf, batchSize: batchSize))
        let jobs = ledger.read(\.batchCount)
        var workers: [SystemThread] = []
        defer {
            ledger.change { $0.abandon() }
            for worker in workers { worker.join() }
        }
        for _ in 0..<min(threads, jobs) {
            workers.append(
                try SystemThread { work(on: ledger, bestOf: bestOf, rank: rank, isCancelled: isCancelled) })
        }
        var reported = 0
        while true {
            let update = ledger.wait { $0.update(since: reported) }
            if update.finished > reported { progress(update.finished, update.total) }
            reported = update.finished
            for tune in update.tunes { try onTune(tune) }
            if let error = update.failure { throw error }
            if update.isFinished { return }
        }
    }

    /// Processes batches until none remains or all must stop.
    private func work(
        on ledger: Monitor<SamplingLedger>, bestOf: Int, rank: (Int, [[TokenID]]) throws -> [Double],
        isCancelled: () -> Bool
    ) {
        while let job = ledger.change({ $0.claim() }) {
            do {
                var batch = CandidateBatch(
                    job.candidates.map { row($0, bestOf) }, decoder: try decoder(job.candidates, bestOf),
                    vocabularySize: vocabularySize, maxTokens: maxTokens, isMasked: isConditioned)
                while !batch.rows.isEmpty, ledger.read({ $0.shouldContinue(job) }) {
                    if isCancelled() { throw CancellationError() }
                    for row in try batch.step() {
                        let tune = Tune(index: row.tune, candidate: row.candidate, rank: 0, tokens: row.tokens)
                        guard let all = ledger.change({ $0.record(tune) }) else { continue }
                        let best = bestOf > 1 ? Self.best(all, try rank(row.tune, all.map(\.tokens))) : all[0]
                        ledger.change { $0.choose(best) }
                    }
                }
                ledger.change { $0.end(job, nil) }
            } catch {
                ledger.change { $0.end(job, error) }
            }
        }
    }

    /// The first candidate with the highest rank.
    static func best(_ candidates: [Tune], _ ranks: [Double]) -> Tune {
        precondition(ranks.count == candidates.count, "\(ranks.count) ranks for \(candidates.count) candidates")
        var best = 0
        for i in ranks.indices.dropFirst() {
            let (rank, highest) = (ranks[i].isNaN ? -.infinity : ranks[i], ranks[best].isNaN ? -.infinity : ranks[best])
            if rank > highest { best = i }
        }
        let tune = candidates[best]
        return Tune(index: tune.index, candidate: tune.candidate, rank: ranks[best], tokens: tune.tokens)
    }

    private func decoder(_ candidates: Range<Int>, _ bestOf: Int) throws -> any TokenDecoder {
        var request = DecodingRequest(rows: candidates.count, style: style, fill: fill)
        if !turns.isEmpty { request.grammars = candidates.map { $0 / bestOf % turns.count } }
        if reading != nil { request.tunes = candidates.compactMap { context($0 / bestOf, $0 % bestOf) } }
        if let size = model.latentSize {
            request.latents = candidates.map { latent($0 / bestOf, $0 % bestOf, size: size) }
        }
        return try decoder(request)
    }

    /// A decoder, guided if a guidance scale is set.
    func decoder(_ request: DecodingRequest) throws -> any TokenDecoder {
        let conditional = try model.decoder(for: request)
        guard guidance != 1 else { return conditional }
        var request = request
        request.isUnconditional = true
        return GuidedDecoder(conditional, unconditional: try model.decoder(for: request), guidance: guidance)
    }

    func latent(_ tune: Int, _ candidate: Int, size: Int) -> [Float] {
        if let latents { return latents(tune, candidate) }
        var random = random.stream("latent", tune).stream("candidate", candidate)
        return (0..<size).map { _ in random.normal() }
    }

    private func row(_ number: Int, _ bestOf: Int) -> CandidateBatch.Row {
        let tune = number / bestOf
        let candidate = number % bestOf
        return CandidateBatch.Row(
            tune: tune, candidate: candidate,
            grammar: (turns.isEmpty ? grammar : turns[tune % turns.count].grammar).start(), chain: chain,
            random: random.stream("sampling", tune).stream("candidate", candidate),
            context: context(tune, candidate))
    }

    func context(_ tune: Int, _ candidate: Int) -> TuneContext? {
        reading.map {
            TuneContext(
                $0.reader, plan: turns.isEmpty ? $0.plan : turns[tune % turns.count].plan,
                random: random.stream("component", tune).stream("candidate", candidate),
                template: fill)
        }
    }
}

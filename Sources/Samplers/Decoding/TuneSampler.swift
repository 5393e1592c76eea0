package import MuseProtocols

/// Draws tunes from a model: grammar mask first, then the sampler chain, then the draw; several candidates a tune where
/// wanted, of which the best one stays.
///
/// Candidate `c` of tune `i` draws from `random.stream("sampling", i).stream("candidate", c)` and owns its grammar
/// state and its copy of the chain. Candidates are dealt to decoders in fixed batches, so tunes depend neither on the
/// number of threads nor on how fast they run.
package struct TuneSampler: Sendable {
    package var model: any Model
    package var grammar: any TokenGrammar
    package var vocabularySize: Int
    package var chain: Chain
    /// Tokens of a tune at most, its end included.
    package var maxTokens: Int
    /// The root of all random streams.
    package var random: RandomSource
    /// A template whose fillings are drawn; nil to draw whole tunes.
    package var fill: FillTemplate?
    /// Control tokens that the model reads as the mean of several; nil for none.
    package var style: StyleMix?
    /// Classifier-free guidance scale; 1 is off.
    package var guidance = 1.0
    /// The latent point of each candidate; nil for points drawn at random. Ignored by models without latent points.
    package var latents: (@Sendable (_ tune: Int, _ candidate: Int) -> [Float])?
    /// The most candidates that one decoder works on side by side: few enough that the key-value cache fits the
    /// processor's.
    package var batchSize = 6
    /// Every one works on a batch of its own.
    package var threads = SystemThread.processorCount

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

    package struct Tune: Hashable, Sendable {
        /// From 0.
        package let index: Int
        /// Which candidate won, from 0.
        package let candidate: Int
        /// What `rank` gave it; 0 where there was no choice.
        package let rank: Double
        /// The end token included.
        package let tokens: [TokenID]
    }

    /// Decodes `count` tunes and hands each over as soon as it and all before it are finished.
    ///
    /// - Parameters:
    ///   - bestOf: candidates a tune.
    ///   - rank: the worth of a candidate, higher is better; of equals the earlier one wins, and NaN is below all.
    ///     Called on the working threads, and not at all where `bestOf` is 1.
    ///   - isCancelled: asked on the working threads after each token.
    ///   - progress: candidates finished, and all there will be. Called on this thread.
    ///   - onTune: called on this thread in order of index. After a cancellation finished tunes still come, gaps left
    ///     out; after a failure those before it do.
    /// - Throws: `CancellationError`; `CapabilityError` where the model cannot do what is asked; `DecodingFailure` and
    ///   what `rank` throws, of the earliest batch that failed; what `onTune` throws; an error of the system that gives
    ///   no thread.
    /// - Precondition: `bestOf`, `batchSize` and `threads` are positive.
    package func sample(
        count: Int, bestOf: Int = 1, rank: @escaping @Sendable ([TokenID]) throws -> Double = { _ in 0 },
        isCancelled: @escaping @Sendable () -> Bool = { false }, progress: (Int, Int) -> Void = { _, _ in },
        onTune: (Tune) throws -> Void
    ) throws {
        precondition(bestOf > 0 && batchSize > 0 && threads > 0, "best of \(bestOf), \(batchSize) rows, \(threads)")
        let ledger = Monitor(SamplingLedger(tunes: count, bestOf: bestOf, batchSize: batchSize))
        let jobs = ledger.read(\.batchCount)
        var workers: [SystemThread] = []
        defer {
            ledger.change { $0.abandon() }
            for worker in workers { worker.join() }
        }
        for _ in 0..<min(threads, jobs) {
            workers.append(try SystemThread { work(on: ledger, bestOf: bestOf, rank: rank, isCancelled: isCancelled) })
        }
        var reported = 0
        while true {
            let news = ledger.wait { $0.news(since: reported) }
            if news.finished > reported { progress(news.finished, news.total) }
            reported = news.finished
            for tune in news.tunes { try onTune(tune) }
            if let error = news.failure { throw error }
            if news.isOver { return }
        }
    }

    /// Takes batches until none is left or all have to stop.
    private func work(
        on ledger: Monitor<SamplingLedger>, bestOf: Int, rank: ([TokenID]) throws -> Double, isCancelled: () -> Bool
    ) {
        while let job = ledger.change({ $0.claim() }) {
            do {
                var batch = CandidateBatch(
                    job.candidates.map { row($0, bestOf) }, decoder: try decoder(job.candidates, bestOf),
                    vocabularySize: vocabularySize, maxTokens: maxTokens)
                while !batch.rows.isEmpty, ledger.read({ $0.mayGoOn(job) }) {
                    if isCancelled() { throw CancellationError() }
                    for row in try batch.step() {
                        let worth = bestOf > 1 ? try rank(row.tokens) : 0
                        ledger.change {
                            $0.record(Tune(index: row.tune, candidate: row.candidate, rank: worth, tokens: row.tokens))
                        }
                    }
                }
                ledger.change { $0.end(job, nil) }
            } catch {
                ledger.change { $0.end(job, error) }
            }
        }
    }

    private func decoder(_ candidates: Range<Int>, _ bestOf: Int) throws -> any TokenDecoder {
        var request = DecodingRequest(rows: candidates.count, style: style, fill: fill)
        if let size = model.latentSize {
            request.latents = candidates.map { latent($0 / bestOf, $0 % bestOf, size: size) }
        }
        let conditional = try model.decoder(for: request)
        guard guidance != 1 else { return conditional }
        request.isUnconditional = true
        return GuidedDecoder(conditional, unconditional: try model.decoder(for: request), guidance: guidance)
    }

    private func latent(_ tune: Int, _ candidate: Int, size: Int) -> [Float] {
        if let latents { return latents(tune, candidate) }
        var random = random.stream("latent", tune).stream("candidate", candidate)
        return (0..<size).map { _ in random.normal() }
    }

    private func row(_ number: Int, _ bestOf: Int) -> CandidateBatch.Row {
        let tune = number / bestOf
        let candidate = number % bestOf
        return CandidateBatch.Row(
            tune: tune, candidate: candidate, grammar: grammar.start(), chain: chain,
            random: random.stream("sampling", tune).stream("candidate", candidate))
    }
}

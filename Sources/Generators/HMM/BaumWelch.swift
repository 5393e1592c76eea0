package import MuseProtocols

/// Fits a hidden Markov model to token sequences by expectation maximisation.
///
/// Source: Baum, Petrie, Soules and Weiss, "A Maximization Technique Occurring in the Statistical Analysis of
/// Probabilistic Functions of Markov Chains", Annals of Mathematical Statistics 41(1), 1970; Rabiner 1989, section
/// III.C. Restarts: Biernacki, Celeux and Govaert, "Choosing starting values for the EM algorithm", CSDA 41, 2003
/// (em-EM): a few iterations from each start, then the best one continues.
package struct BaumWelch: Sendable {
    /// The sequences are divided into so many groups, whose counts are summed in order: the result does not depend on
    /// the number of processors.
    private static let groups = 8

    private let sequences: [[TokenID]]
    private let positions: [[Int]]
    private let smoothing: Double
    /// The relative frequency of each token at each position, `[K][V]`; positive.
    let frequencies: [[Double]]
    private let tokenCount: Int
    private let isCancelled: @Sendable () -> Bool

    /// - Parameters:
    ///   - positions: the position of each token.
    ///   - positionCount: K.
    ///   - smoothing: the pseudocount of each distribution, in tokens.
    package init(
        _ sequences: [[TokenID]], positions: [[Int]]? = nil, positionCount: Int = 1, vocabularySize: Int,
        smoothing: Double, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.sequences = sequences
        self.positions = positions ?? sequences.map { [Int](repeating: 0, count: $0.count) }
        self.smoothing = smoothing
        self.isCancelled = isCancelled
        tokenCount = sequences.reduce(0) { $0 + $1.count }
        var whole = [Double](repeating: 1, count: vocabularySize)
        for sequence in sequences { for token in sequence { whole[Int(token)] += 1 } }
        whole = HMMParameters.normalised(whole, rows: 1)
        var counts = [[Double]](repeating: whole, count: positionCount)
        for (sequence, places) in zip(sequences, self.positions) {
            for (token, place) in zip(sequence, places) { counts[place][Int(token)] += 1 }
        }
        frequencies = counts.map { HMMParameters.normalised($0, rows: 1) }
    }

    /// One iteration.
    ///
    /// - Returns: the next model, and ln p(sequences) under the given one.
    /// - Throws: `CancellationError`; `SystemThread.Unavailable`.
    package func improved(_ model: HMMParameters) throws -> (model: HMMParameters, logLikelihood: Double) {
        let groups = Array(sequences.indices).divided(into: min(Self.groups, max(1, sequences.count)))
        let parts = try concurrentMap(groups) { group in
            var counts = ExpectedCounts(model.shape)
            for i in group where !sequences[i].isEmpty {
                if isCancelled() { throw CancellationError() }
                counts.add(sequences[i], positions[i], under: model)
            }
            return counts
        }
        var sum = parts[0]
        for part in parts.dropFirst() { sum.add(part) }
        return (
            sum.maximised(under: model, smoothing: smoothing, frequencies: frequencies), sum.logLikelihood
        )
    }

    /// Fits a model: `short` iterations from each of several random starts, and then more from the best of them, until
    /// `iterations` are done or one gains less than `tolerance` nats a token.
    func fit(
        _ shape: HMMShape, restarts: Int, iterations: Int, tolerance: Double, random: RandomSource,
        progress: (_ iterations: Int, _ nats: Double) -> Void
    ) throws -> HMMParameters {
        let short = restarts > 1 ? max(1, iterations / 5) : 0
        var best: (model: HMMParameters, logLikelihood: Double)?
        var done = 0
        for restart in 0..<restarts {
            var stream = random.stream("restart", restart)
            var model = HMMParameters(shape, frequencies: frequencies, &stream)
            var logLikelihood = 0.0
            for _ in 0..<short {
                (model, logLikelihood) = try improved(model)
                done += 1
                progress(done, -logLikelihood / Double(tokenCount))
            }
            if best == nil || logLikelihood > best?.logLikelihood ?? 0 { best = (model, logLikelihood) }
        }
        guard var (model, last) = best else { preconditionFailure("\(restarts) restarts") }
        if short == 0 { last = -.infinity }
        for _ in short..<max(short, iterations) {
            let (next, logLikelihood) = try improved(model)
            model = next
            done += 1
            progress(done, -logLikelihood / Double(tokenCount))
            if logLikelihood - last < tolerance * Double(tokenCount) { break }
            last = logLikelihood
        }
        return model
    }
}

package import MuseProtocols
package import MuseStorage

/// A hidden Markov model of tokens, of first or second order, fitted by the Baum-Welch algorithm.
///
/// A tune is a sequence of hidden states, each of which emits a token. Generation filters: the probability of the next
/// token is the mean over the states, weighted by their probabilities given the tokens so far.
///
/// With `metric`, each position in the bar has states, transitions and emissions of its own. The position follows from
/// the tokens before (`TokenClock`), so it is an input of the model and need not be learned: Bengio and Frasconi, "An
/// Input Output HMM Architecture", NIPS 1994, with a position in place of a network's input.
///
/// Source: Rabiner, "A Tutorial on Hidden Markov Models and Selected Applications in Speech Recognition", Proceedings
/// of the IEEE 77(2), 1989, https://doi.org/10.1109/5.18626. Difference: a pseudocount makes every token possible, so
/// the result has the highest posterior density, not the highest likelihood.
package struct HMM: Generator {
    enum Emissions: String, SettingChoice { case shared, free }

    static let states = Setting<[Int]>(
        "states", kind: .oneOrMore(of: .integer(1...512)), default: [32],
        "number of hidden states, at each position with `metric`; of several numbers, the one with the highest "
            + "likelihood of the validation tunes is chosen")
    static let order = Setting<Int>(
        "order", in: 1...2, default: 1, unit: "states", "states that the next one depends on")
    static let emissions = Setting<Emissions>(
        "emissions", default: .shared,
        "emissions of second-order models; shared: they depend on the last state; free: on both states")
    static let metric = Setting<Bool>(
        "metric", default: false, "whether each position in the bar has its own states; requires tokens with a clock")
    static let smoothing = Setting<Double>(
        "smoothing", in: 1e-3...1e3, default: 0.5, unit: "tokens",
        "pseudocount of each distribution: uniform for states, as frequent as in the corpus for tokens")
    static let restarts = Setting<Int>(
        "restarts", in: 1...100, default: 4,
        "random starts; each gets a fifth of the iterations, then the best one continues")
    static let iterations = Setting<Int>(
        "iterations", in: 1...10_000, default: 40,
        "most iterations of the Baum-Welch algorithm; it ends earlier when one gains less than 0.0001 nats a token")

    static let chords = Setting<Bool>(
        "chords", default: false,
        "whether the hidden states are chords and the observations the tones of melodies; such a model only harmonises "
            + "(`generate.harmonize`); it counts the chord symbols of the corpus, or without them re-estimates chords of "
            + "theory from melodies")

    package static let schema = Schema(
        "hmm", "hidden Markov model of first or second order, fitted by the Baum-Welch algorithm",
        source: "Rabiner 1989, Proceedings of the IEEE 77(2)", structure: [chords, states, order, emissions, metric],
        [smoothing, restarts, iterations], capabilities: .autoregressive,
        requirements: [.harmonize: "`chords: true`"])

    /// The number of tokens from which a position in the bar has states of its own.
    private static let frequentPosition = 200

    private let isChords: Bool
    private let states: [Int]
    private let order: Int
    private let sharesEmissions: Bool
    private let isMetric: Bool
    private let smoothing: Double
    private let restarts: Int
    private let iterations: Int

    package var capabilities: Set<Capability> { isChords ? [.harmonize] : .autoregressive }

    package init(_ settings: Settings) throws {
        isChords = try settings[Self.chords]
        states = try settings[Self.states]
        order = try settings[Self.order]
        sharesEmissions = try settings[Self.emissions] == .shared
        isMetric = try settings[Self.metric]
        smoothing = try settings[Self.smoothing]
        restarts = try settings[Self.restarts]
        iterations = try settings[Self.iterations]
        if isChords {
            let need = "`chords: false`"
            try settings.refuse(Self.states, unless: need)
            try settings.refuse(Self.order, unless: need)
            try settings.refuse(Self.emissions, unless: need)
            try settings.refuse(Self.metric, unless: need)
            try settings.refuse(Self.smoothing, unless: need)
            try settings.refuse(Self.restarts, unless: need)
            try settings.refuse(Self.iterations, unless: need)
        }
        if order == 1 { try settings.refuse(Self.emissions, unless: "`order: 2`") }
        guard let largest = states.max() else {
            throw settings.conflict("an empty list: give one number of states or several", about: Self.states)
        }
        if order == 2, largest > 64 {
            throw settings.conflict(
                "\(largest) states of second order have \(largest * largest * largest) transitions; at most 64 are "
                    + "supported", about: Self.states)
        }
    }

    package func objections(to reading: any TokenReading) -> [SettingObjection] {
        guard isMetric, reading.clock == nil else { return [] }
        return [
            SettingObjection(
                Self.metric.info.name,
                "these tokens have no clock: bars and beats are tokens of their own, or positions are unknown")
        ]
    }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        let training = try corpus.checkedTraining().all
        if isChords { return try chordModel(training, corpus.reading?.tuneReader, context) }
        let validation = corpus.validation.filter { !$0.isEmpty }
        let decided = context.decisions[Self.states.info.name]
        let choices = decided.map { [$0] } ?? states
        guard choices.count == 1 || !validation.isEmpty else {
            throw FitError("choosing the number of states needs validation tunes: set corpus.split.validation")
        }
        let clock = isMetric ? corpus.reading?.clock : nil
        let positions = clock.map { BarPositions(training, clock: $0, minimum: Self.frequentPosition) } ?? .single
        let places = training.map { positions.positions(of: $0, clock: clock) }
        let fitting = BaumWelch(
            training, positions: places, positionCount: positions.count, vocabularySize: corpus.vocabularySize,
            smoothing: smoothing, isCancelled: context.isCancelled)
        var best: (model: HMMModel, nats: Double)?
        for (i, count) in choices.enumerated() {
            let shape = HMMShape(
                states: count, order: order, sharesEmissions: sharesEmissions, vocabularySize: corpus.vocabularySize,
                positions: positions, of: places)
            let parameters = try fitting.fit(
                shape, restarts: restarts, iterations: iterations, tolerance: 1e-4,
                random: context.random.stream("states", count)
            ) { done, nats in
                let part =
                    Double(done) / Double(iterations + (restarts > 1 ? (restarts - 1) * max(1, iterations / 5) : 0))
                context.progress(
                    (Double(i) + part) / Double(choices.count), "\(count) states, \(nats.rounded(3)) nats a token")
            }
            let model = HMMModel(
                parameters: parameters.rounded, clock: positions.classes.isEmpty ? nil : clock,
                isChosen: states.count > 1)
            guard choices.count > 1 else { return model }
            let nats = try model.natsPerToken(validation)
            context.say("\(count) states: \(nats.rounded(4)) nats a token in validation tunes")
            if best == nil || nats < best?.nats ?? 0 { best = (model, nats) }
        }
        guard let best else { preconditionFailure("no number of states") }
        return best.model
    }

    private func chordModel(
        _ training: [[TokenID]], _ reader: TuneReader?, _ context: FitContext
    ) throws -> any Model {
        guard let reader else { throw FitError("`chords` needs tokens that can be read as music") }
        let fitting = try ChordFitting(try concurrentMap(training) { try reader.score(of: $0) }, context)
        context.say(
            fitting.isSupervised
                ? "chords learned from the chord symbols of \(fitting.labelledCount) tunes"
                : "\(fitting.labelledCount) tunes have chord symbols, which are too few to learn from: chords of theory "
                    + "were re-estimated from the melodies")
        return ChordModel(tables: fitting.tables)
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        isChords ? try ChordModel(saved) : try HMMModel(saved, clock: reading?.clock)
    }
}

extension Double {
    fileprivate func rounded(_ digits: Int) -> Double {
        let scale = (0..<digits).reduce(1.0) { value, _ in value * 10 }
        return (self * scale).rounded() / scale
    }
}

import MuseMusic
import MuseNeural
import MuseProtocols
import MuseStorage

/// Fine-tuning from rewards. In each round, the network samples tunes and is trained on their rewards, with a KL
/// penalty against the base model.
struct PolicyTuning<N: DecodableNetwork> {
    /// The base model, without dropout.
    let base: NeuralModel<N>
    let reading: (any TokenReading)?
    let task: FineTuning
    let context: FitContext

    private var network: N { base.network }

    /// - Throws: `CancellationError` after saving a checkpoint; `FitError` if training diverges; errors of sampling and
    ///   rewards.
    func run() throws -> NeuralModel<N> {
        let state = TrainingState(base.weights.copy())
        var curve = TuningCurve()
        if let saved = context.checkpoints.load(), (try? state.restore(saved)) != nil,
            case .object(let facts)? = saved.description["facts"], let points = TuningCurve(facts["tuning"])
        {
            curve = points
            if !curve.points.isEmpty { context.say("fine-tuning: resumes after step \(curve.points.count)") }
        }
        let threads = SystemThread.processorCount
        let stepper = try Stepper(state, threads: threads)
        let baseWeights = base.weights
        let bases = try Workers(count: threads) { _ in Tape(weights: baseWeights) }
        let clock = ContinuousClock()
        var saved = clock.now
        while curve.points.count < task.settings.steps {
            let round = curve.points.count
            let tunes: [[TokenID]]
            do {
                if context.isCancelled() { throw CancellationError() }
                tunes = try task.sample(
                    model(state.weights, curve), task.settings.tunes, context.random.stream("tunes", round))
            } catch is CancellationError {
                try save(state, curve)
                throw CancellationError()
            }
            let episodes = try Episode.all(tunes, task)
            let parts = parts(of: episodes, threads)
            let priors = policies(parts, bases)
            let sampled = policies(parts, stepper)
            let measured = point(round, episodes, parts, sampled, priors)
            guard measured.kl.isFinite else {
                throw FitError(
                    "fine-tuning diverged: the KL divergence is not finite after step \(round); try a lower learning rate"
                )
            }
            if let reason = task.reasonToStop(measured) {
                context.say("fine-tuning: stopped after step \(round): \(reason)")
                break
            }
            curve.points.append(measured)
            if curve.isNearest(measured) { state.best.copy(from: state.weights) }
            task.report(measured, to: context)
            var known = PolicyMethod.Round(
                rewards: episodes.map(\.reward), advantages: Episode.advantages(episodes),
                sampled: logProbabilities(parts, sampled, episodes), current: [],
                base: logProbabilities(parts, priors, episodes), sampledValues: values(parts, sampled, episodes),
                currentValues: [])
            for epoch in 0..<task.settings.epochs {
                let current = epoch == 0 ? sampled : policies(parts, stepper)
                known.current = logProbabilities(parts, current, episodes)
                known.currentValues = values(parts, current, episodes)
                learn(parts, priors, known, stepper)
                stepper.update(
                    AdamW(weightDecay: 0), rate: task.settings.learningRate, clip: 1,
                    random: context.random.stream("rounding", state.step))
            }
            // The last round's weights are not evaluated.
            if curve.points.count == task.settings.steps, task.distance == nil { state.best.copy(from: state.weights) }
            if clock.now - saved > .seconds(5) {
                try save(state, curve)
                saved = clock.now
            }
        }
        try state.best.checkFinite()
        state.best.roundToBF16()
        return model(state.best, curve)
    }

    private func model(_ weights: Weights, _ curve: TuningCurve) -> NeuralModel<N> { base.with(weights, tuning: curve) }

    /// A thread's share of the tunes.
    private struct Part: Sendable {
        let batch: Batch
        /// Indices of the tunes in the round, in the order of `batch.sequences`.
        let tunes: [Int]
        /// `[rows, V]`, as in `Episode`.
        let allowed: [UInt8]
    }

    private func parts(of episodes: [Episode], _ threads: Int) -> [Part] {
        let size = task.vocabularySize
        let maker = ExampleMaker(
            specialTokens: SpecialTokens(vocabularySize: size), reading: reading, usesClock: network.usesClock)
        let examples = episodes.map { maker.example($0.tokens[...]) }
        return Batch.parts(examples, order: network.rowOrder, threads: threads).map { batch, tunes in
            // Padding rows are all ones, to avoid division by 0.
            var allowed = [UInt8](repeating: 1, count: batch.targets.count * size)
            for (row, sequence) in batch.sequences.enumerated() where sequence >= 0 {
                let from = Int(batch.positions[row]) * size
                let mask = episodes[tunes[Int(sequence)]].allowed[from..<from + size]
                allowed.replaceSubrange(row * size..<(row + 1) * size, with: mask)
            }
            return Part(batch: batch, tunes: tunes, allowed: allowed)
        }
    }

    private func policies(_ parts: [Part], _ stepper: Stepper) -> [Policy] {
        let network = network
        return stepper.forEach(parts.count, records: false) { i, tape in
            tape.policy(network.logits(parts[i].batch, on: tape), allowed: parts[i].allowed)
        }
    }

    private func policies(_ parts: [Part], _ workers: Workers<Tape>) -> [Policy] {
        let network = network
        return workers.forEach(parts.count) { i, tape in
            tape.policy(network.logits(parts[i].batch, on: tape), allowed: parts[i].allowed)
        }
    }

    private func learn(_ parts: [Part], _ priors: [Policy], _ known: PolicyMethod.Round, _ stepper: Stepper) {
        let method = PolicyMethod(settings: task.settings)
        let weights = method.weights(known)
        let (klWeight, movesScores, network) = (Float(method.klWeight(of: known)), method.movesScores, network)
        _ = stepper.forEach(parts.count, records: true) { i, tape in
            let part = parts[i]
            let logits = network.logits(part.batch, on: tape)
            let rowWeights = part.batch.sequences.indices.map { row -> Float in
                let sequence = part.batch.sequences[row]
                guard sequence >= 0 else { return 0 }
                return Float(weights[part.tunes[Int(sequence)]][Int(part.batch.positions[row])])
            }
            tape.setPolicyGradient(
                tape.policy(logits, allowed: part.allowed), from: priors[i], in: logits, part.batch.targets,
                weights: rowWeights, klWeight: klWeight, movesScores: movesScores)
            tape.backward()
        }
    }

    /// Rearranges row values by tune and position.
    private func byTune(_ parts: [Part], _ episodes: [Episode], _ value: (Int) -> [Double]) -> [[Double]] {
        var result = episodes.map { [Double](repeating: 0, count: $0.tokens.count) }
        for (i, part) in parts.enumerated() {
            let values = value(i)
            for (row, sequence) in part.batch.sequences.enumerated() where sequence >= 0 {
                result[part.tunes[Int(sequence)]][Int(part.batch.positions[row])] = values[row]
            }
        }
        return result
    }

    private func logProbabilities(_ parts: [Part], _ policies: [Policy], _ episodes: [Episode]) -> [[Double]] {
        byTune(parts, episodes) { policies[$0].logProbabilities(of: parts[$0].batch.targets) }
    }

    private func values(_ parts: [Part], _ policies: [Policy], _ episodes: [Episode]) -> [[Double]] {
        byTune(parts, episodes) { policies[$0].logSumExp.map(Double.init) }
    }

    private func point(
        _ step: Int, _ episodes: [Episode], _ parts: [Part], _ policies: [Policy], _ priors: [Policy]
    ) -> TuningCurve.Point {
        let tokens = Double(max(1, episodes.reduce(0) { $0 + $1.tokens.count }))
        func mean(_ values: (Int) -> [Float]) -> Double {
            let all = byTune(parts, episodes) { values($0).map(Double.init) }
            return all.reduce(0) { $0 + $1.reduce(0, +) } / tokens
        }
        return task.point(
            step, episodes, kl: mean { policies[$0].divergence(from: priors[$0]) },
            entropy: mean { policies[$0].entropy })
    }

    private func save(_ state: TrainingState, _ curve: TuningCurve) throws {
        try context.checkpoints.save(state.checkpoint(["tuning": curve.json]))
    }
}

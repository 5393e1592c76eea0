import MuseNeural

/// Measured training times in seconds.
struct StepTime {
    /// The time of one optimizer step.
    let update: Double
    /// The time of one evaluation of the validation loss.
    let validation: Double

    /// Measures a short training run.
    ///
    /// - Parameters:
    ///   - trainer: a trainer whose state is discarded.
    ///   - seconds: approximate time to spend.
    init<N: Network>(of trainer: Trainer<N>, seconds: Double) {
        let clock = ContinuousClock()
        let start = clock.now
        var first: ContinuousClock.Instant?
        var last = start
        var count = 0
        trainer.run { _ in
            last = clock.now
            // The first steps allocate memory and create primitives.
            if count == 2 { first = last }
            count += 1
            return count < 6 || last - start < .seconds(seconds)
        }
        update = Self.seconds(last - (first ?? start)) / Double(max(1, count - 3))
        let before = clock.now
        _ = trainer.validationLoss()
        validation = Self.seconds(clock.now - before)
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}

import MuseNeural
import MuseProtocols

/// Measured training times in seconds. With several ranks they are those of rank 0, on all ranks.
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
    ///   - communicator: that of the trainer.
    init<N: Network>(of trainer: Trainer<N>, seconds: Double, _ communicator: any Communicator) {
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
            return communicator.any(count < 6 || last - start < .seconds(seconds))
        }
        let before = clock.now
        _ = trainer.validationLoss()
        let times = communicator.first([
            Self.seconds(last - (first ?? start)) / Double(max(1, count - 3)), Self.seconds(clock.now - before),
        ])
        (update, validation) = (times[0], times[1])
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}

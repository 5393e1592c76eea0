import MuseNeural

/// How long training takes on this machine, in seconds.
struct StepTime {
    /// One update of the weights.
    let update: Double
    /// One look at the validation part.
    let look: Double

    /// Trains for a while and times it.
    ///
    /// - Parameters:
    ///   - trainer: of a state that is thrown away.
    ///   - seconds: about how long to try.
    init<N: Network>(of trainer: Trainer<N>, seconds: Double) {
        let clock = ContinuousClock()
        let start = clock.now
        var first: ContinuousClock.Instant?
        var last = start
        var count = 0
        trainer.run { _ in
            last = clock.now
            // The first steps fetch memory and make products.
            if count == 2 { first = last }
            count += 1
            return count < 6 || last - start < .seconds(seconds)
        }
        update = Self.seconds(last - (first ?? start)) / Double(max(1, count - 3))
        let before = clock.now
        _ = trainer.validationLoss()
        look = Self.seconds(clock.now - before)
    }

    static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}

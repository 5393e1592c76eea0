extension FineTuning {
    /// Why fine-tuning stops after a round, and which weights are kept; nil to continue.
    ///
    /// - Parameter measured: the round.
    package func reasonToStop(_ measured: TuningCurve.Point) -> String? {
        if measured.kl > settings.klLimit {
            return
                "\(measured.kl.thousandths) nats per token from the base model, above `leash: \(settings.klLimit)`; the "
                + "previous step's weights are kept"
        }
        if distance != nil, measured.distinct < 0.5 {
            return
                "\(Int((100 * measured.distinct).rounded())) % of the tunes are distinct, so the model has collapsed; "
                + "earlier weights are kept"
        }
        return nil
    }
}

extension Double {
    /// The number with at most three decimals.
    package var thousandths: String { "\((self * 1000).rounded() / 1000)" }
}

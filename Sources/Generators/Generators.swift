public import MuseProtocols

extension Registry where Product == any Generator {
    /// The generators that muse brings along.
    public static var builtIn: Self {
        Registry(
            "generator",
            [
                Entry(Markov.schema) { try Markov($0) },
                Entry(LSTM.schema) { try LSTM($0) },
                Entry(GRU.schema) { try GRU($0) },
                Entry(Transformer.schema) { try Transformer($0) },
                Entry(VAE.schema) { try VAE($0) },
                Entry(GAN.schema) { try GAN($0) },
            ])
    }
}

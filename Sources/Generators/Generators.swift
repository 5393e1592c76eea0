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
                Entry(GridGAN.schema) { try GridGAN($0) },
                Entry(SequenceGAN.schema) { try SequenceGAN($0) },
            ],
            replaced: [
                "gan":
                    "'gan' is now two generators: 'grid_gan' draws bars at once, for tokens on a grid; 'sequence_gan' "
                    + "draws token by token"
            ])
    }
}

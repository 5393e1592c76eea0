public import MuseProtocols

extension Registry where Product == any Generator {
    /// The built-in generators.
    public static var builtIn: Self {
        Registry(
            "generator",
            [
                Entry(Markov.schema) { try Markov($0) },
                Entry(HMM.schema) { try HMM($0) },
                Entry(LSTM.schema) { try LSTM($0) },
                Entry(GRU.schema) { try GRU($0) },
                Entry(Transformer.schema) { try Transformer($0) },
                Entry(VAE.schema) { try VAE($0) },
                Entry(GridGAN.schema) { try GridGAN($0) },
                Entry(SequenceGAN.schema) { try SequenceGAN($0) },
                Entry(containing: Mix.schema) { try Mix($0, $1) },
                Entry(RuleBased.schema) { try RuleBased($0) },
            ],
            replaced: [
                "gan":
                    "'gan' is now two generators: 'grid_gan' generates whole bars and needs tokens on a grid; "
                    + "'sequence_gan' generates token by token"
            ])
    }
}

public import MuseProtocols

extension Registry where Product == any Sampler {
    /// The built-in samplers.
    public static var builtIn: Self {
        Registry(
            "sampler",
            [
                .init(Greedy.schema) { try Greedy($0) },
                .init(Temperature.schema) { try Temperature($0) },
                .init(TopK.schema) { try TopK($0) },
                .init(TopP.schema) { try TopP($0) },
                .init(MinP.schema) { try MinP($0) },
                .init(RepetitionPenalty.schema) { try RepetitionPenalty($0) },
            ])
    }
}

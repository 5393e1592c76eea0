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
                .init(Typical.schema) { try Typical($0) },
                .init(TopNSigma.schema) { try TopNSigma($0) },
                .init(Epsilon.schema) { try Epsilon($0) },
                .init(Eta.schema) { try Eta($0) },
                .init(XTC.schema) { try XTC($0) },
                .init(Mirostat.schema) { try Mirostat($0) },
                .init(DynamicTemperature.schema) { try DynamicTemperature($0) },
                .init(RepetitionPenalty.schema) { try RepetitionPenalty($0) },
                .init(FrequencyPenalty.schema) { try FrequencyPenalty($0) },
                .init(PresencePenalty.schema) { try PresencePenalty($0) },
                .init(Dry.schema) { try Dry($0) },
                .init(LogitBias.schema) { try LogitBias($0) },
            ])
    }
}

import MuseProtocols

/// A tune that a component takes part in.
struct PluginTune {
    /// nil where tokens have no tokenizer.
    var context: TuneContext?
    /// Whether the conditions are to be ignored.
    var isUnconditional = false
    var latent: [Float]?
    var style: StyleMix?

    /// The tunes of a request.
    static func all(_ request: DecodingRequest) -> [PluginTune] {
        (0..<request.rows).map { row in
            PluginTune(
                context: request.tunes?[row], isUnconditional: request.isUnconditional, latent: request.latents?[row],
                style: request.style)
        }
    }
}

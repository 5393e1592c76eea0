package import MuseProtocols

/// A long short-term memory (LSTM) network.
///
/// Source: Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997,
/// https://doi.org/10.1162/neco.1997.9.8.1735; for folk tunes: Sturm et al., "Music transcription modelling and
/// composition using deep learning", CSMC 2016.
package struct LSTM: RecurrentGenerator {
    package static let schema = Schema(
        "lstm", "long short-term memory (LSTM) network",
        source: "Hochreiter and Schmidhuber 1997; Sturm et al. 2016",
        structure: RecurrentSettings.structure, RecurrentSettings.training, sampling: DecodingSettings.all,
        capabilities: NeuralCapabilities.always, requirements: NeuralCapabilities.requirements)

    let settings: RecurrentSettings

    package init(_ settings: Settings) throws { self.settings = try RecurrentSettings(settings, .lstm) }
}

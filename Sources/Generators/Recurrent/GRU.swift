package import MuseProtocols

/// A gated recurrent unit (GRU) network.
///
/// Source: Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", EMNLP 2014, arXiv:1406.1078.
package struct GRU: RecurrentGenerator {
    package static let schema = Schema(
        "gru", "gated recurrent unit (GRU) network", source: "Cho et al. 2014",
        structure: RecurrentSettings.structure, RecurrentSettings.training, sampling: DecodingSettings.all,
        capabilities: NeuralCapabilities.always, requirements: NeuralCapabilities.requirements)

    let settings: RecurrentSettings

    package init(_ settings: Settings) throws { self.settings = try RecurrentSettings(settings, .gru) }
}

package import MuseProtocols
package import MuseStorage

/// A gated recurrent unit (GRU) network.
///
/// Source: Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", EMNLP 2014, arXiv:1406.1078.
package struct GRU: Generator {
    package static let schema = Schema(
        "gru", "recurrent network of gated recurrent units", source: "Cho et al. 2014",
        structure: RecurrentSettings.structure, RecurrentSettings.training,
        capabilities: NeuralCapabilities.always, requirements: NeuralCapabilities.requirements)

    private let settings: RecurrentSettings

    package init(_ settings: Settings) throws { self.settings = try RecurrentSettings(settings, .gru) }

    package var capabilities: Set<Capability> { settings.capabilities }

    package func objections(to reading: any TokenReading) -> [SettingObjection] { settings.objections(to: reading) }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        try settings.fit(corpus, context)
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        try settings.load(saved, reading: reading)
    }

    package func fineTune(
        _ base: SavedModel, reading: (any TokenReading)?, _ task: FineTuning, _ context: FitContext
    ) throws -> any Model {
        try PolicyTuning(base: settings.load(base, reading: reading), reading: reading, task: task, context: context)
            .run()
    }
}

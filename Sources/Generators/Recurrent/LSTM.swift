package import MuseProtocols
package import MuseStorage

/// A long short-term memory (LSTM) network.
///
/// Source: Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997,
/// https://doi.org/10.1162/neco.1997.9.8.1735; for folk tunes: Sturm et al., "Music transcription modelling and
/// composition using deep learning", CSMC 2016.
package struct LSTM: Generator {
    package static let schema = Schema(
        "lstm", "recurrent network of long short-term memory",
        source: "Hochreiter and Schmidhuber 1997; Sturm et al. 2016",
        structure: RecurrentSettings.structure, RecurrentSettings.training,
        capabilities: NeuralCapabilities.always, requirements: NeuralCapabilities.requirements)

    private let settings: RecurrentSettings

    package init(_ settings: Settings) throws { self.settings = try RecurrentSettings(settings, .lstm) }

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

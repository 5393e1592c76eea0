import MuseProtocols
import MuseStorage

/// A generator whose network is a stack of recurrent cells of one kind.
protocol RecurrentGenerator: Generator {
    var settings: RecurrentSettings { get }
}

extension RecurrentGenerator {
    package var capabilities: Set<Capability> { settings.capabilities }

    package func objections(to reading: any TokenReading) -> [SettingObjection] { settings.objections(to: reading) }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        try settings.fit(corpus, context)
    }

    package var fitsOnAllRanks: Bool { true }

    package func trainingCosts(
        _ corpus: TokenCorpus, _ communicators: [any Communicator], _ context: FitContext, seconds: Double
    ) throws -> [TrainingCost]? {
        try settings.fitting(corpus).costs(corpus, communicators, context, seconds: seconds)
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

import MuseProtocols
import MuseStorage

/// A generator in a plug-in. Its model is opaque bytes, which muse stores like weights.
struct PluginGenerator: Generator {
    let component: PluginManifest.Component
    let host: any PluginHost
    private let settings: PluginSettings

    private struct Fitted: Decodable {
        let model: String?
        let cannot: String?
    }

    private struct Empty: EmptyDecodable {}

    private struct Loaded: Decodable {
        /// The number of dimensions of the latent space; nil without one.
        let latentSize: Int?
        let cannot: String?

        enum CodingKeys: String, CodingKey {
            case latentSize = "latent_size"
            case cannot
        }
    }

    private static let tensor = "model"
    private static let vocabulary = "vocabulary"
    static let tuning = "tuning"

    init(_ component: PluginManifest.Component, _ host: any PluginHost, _ settings: PluginSettings) {
        self.component = component
        self.host = host
        self.settings = settings
    }

    var type: String { component.schema.name }

    /// The capabilities that a plug-in can declare: those of version 1 of the interface, and all others.
    static let possibleInVersion1 = Set<Capability>.autoregressive
    static let possible = possibleInVersion1.union([.guidance, .styleMix, .latents, .latentSpace, .fineTuning])

    var capabilities: Set<Capability> { component.schema.capabilities }

    /// Plug-ins learn weights of log-probabilities; `q` weights logits.
    var fineTuningMethods: Set<FineTuning.Method> { [.reinforce, .ppo, .grpo, .dpo] }

    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        let training = try corpus.checkedTraining().all
        var random = context.random
        var parameters: [String: JSON] = [
            Self.vocabulary: .int(corpus.vocabularySize), "seed": .int(random.below(Int(Int32.max))),
        ]
        let files =
            isVersion1 ? nil : (tunes: try SharedFile(Self.words(training, corpus.validation)), model: try SharedFile())
        if let files {
            parameters["tunes"] = .string(files.tunes.path)
            parameters["path"] = .string(files.model.path)
        } else {
            func sequences(_ tokens: [[TokenID]]) -> JSON { .array(tokens.map { .array($0.map { .int(Int($0)) }) }) }
            parameters["training"] = sequences(training)
            parameters["validation"] = sequences(corpus.validation)
        }
        let instance = try host.instance(component, settings)
        let tune = corpus.reading?.tuneReader.map { TuneContext($0, plan: Plan(), random: context.random) }
        // There is no plan yet.
        try ContextMessage(component.needs.intersection([.vocabulary])).send(tune) {
            _ = try instance.ask(ContextMessage.method, $0, Empty.self)
        }
        let fitted = try instance.ask(
            "generator/fit", parameters, Fitted.self,
            watch: PluginWatch(progress: context.progress, isCancelled: context.isCancelled))
        if let reason = fitted.cannot { throw FitError(reason) }
        let bytes = try files?.model.bytes() ?? fitted.model.flatMap(Base64.bytes) ?? []
        guard !bytes.isEmpty else { throw host.failure("'\(type)' returned no model from 'generator/fit'") }
        return try model(bytes, corpus.vocabularySize, corpus.reading?.tuneReader)
    }

    private var isVersion1: Bool { host.manifest.interface == 1 }

    /// Tunes as words: the number of tunes for training and for validation, and for each its length and tokens.
    private static func words(_ training: [[TokenID]], _ validation: [[TokenID]]) -> [UInt8] {
        var words = [Int32(training.count), Int32(validation.count)]
        for tune in training + validation {
            words.append(Int32(tune.count))
            words += tune
        }
        return words.withUnsafeBytes { Array($0) }
    }

    func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        let (bytes, size) = try contents(of: saved)
        return try model(
            bytes, size, reading?.tuneReader,
            tuning: saved.description[Self.tuning].flatMap { TuningCurve($0) } ?? TuningCurve())
    }

    func fineTune(
        _ base: SavedModel, reading: (any TokenReading)?, _ task: FineTuning, _ context: FitContext
    ) throws -> any Model {
        guard capabilities.contains(.fineTuning) else { throw CapabilityError(missing: [.fineTuning]) }
        let (bytes, size) = try contents(of: base)
        let models = (
            base: try model(bytes, size, reading?.tuneReader), tuned: try model(bytes, size, reading?.tuneReader)
        )
        return try PluginTuning(generator: self, base: models.base, tuned: models.tuned, task: task, context: context)
            .run()
    }

    private func contents(of saved: SavedModel) throws -> (bytes: [UInt8], vocabularySize: Int) {
        guard let tensor = saved.tensors.first(where: { $0.name == Self.tensor }), tensor.kind == .u8,
            let size = saved.description[Self.vocabulary]?.intValue, size > 0
        else { throw StorageError("this is not a model of the plug-in's generator '\(type)'") }
        return (tensor.bytes, size)
    }

    /// Loads a model from its bytes. Also used after fitting.
    ///
    /// - Throws: `PluginError`.
    func model(
        _ bytes: [UInt8], _ vocabularySize: Int, _ reader: TuneReader?, tuning: TuningCurve = TuningCurve()
    ) throws -> PluginModel {
        let instance = try host.instance(component, settings)
        let file = isVersion1 ? nil : try SharedFile(bytes)
        let loaded = try instance.ask(
            "generator/load",
            [
                Self.vocabulary: .int(vocabularySize),
                "model": file == nil ? .string(Base64.text(bytes)) : .null,
                "path": file.map { .string($0.path) } ?? .null,
            ], Loaded.self)
        withExtendedLifetime(file) {}
        if let reason = loaded.cannot { throw host.failure("'\(type)' cannot load its model: \(reason)") }
        let latentSize = loaded.latentSize
        if capabilities.contains(.latents) || capabilities.contains(.latentSpace) {
            guard let latentSize, latentSize > 0 else {
                throw host.failure("'\(type)' declares a latent space, but 'generator/load' returns no 'latent_size'")
            }
        }
        let saved = SavedModel(
            description: ["type": .string(type), Self.vocabulary: .int(vocabularySize)],
            tensors: [StoredTensor(name: Self.tensor, kind: .u8, bytes)])
        return PluginModel(
            type: type, capabilities: capabilities, host: host, instance: instance, vocabularySize: vocabularySize,
            latentSize: latentSize, model: saved, reader: reader, tuning: tuning)
    }
}

import MuseNeural
import MuseProtocols
package import MuseStorage

/// A Transformer trained by another library, converted to one of our models. Weights keep their precision.
package struct ImportedTransformer: Sendable {
    static var architectures: [any HuggingFaceArchitecture.Type] { [GPT2.self, Llama.self] }

    /// `gpt2`, `llama`.
    package let modelType: String
    package let shape: TransformerShape
    package let model: SavedModel

    /// - Parameters:
    ///   - vocabularySize: number of tokens of the tokenizer that the model is used with.
    ///   - start: the token that serves as the start symbol; nil if the model has its own.
    /// - Throws: `ImportProblems` with every incompatibility.
    package init(_ source: HuggingFaceModel, vocabularySize: Int, start: Int?) throws {
        var config = HuggingFaceConfig(source.config)
        let known = Self.architectures.map { "'\($0.modelType)'" }.joined(separator: " and ")
        guard let modelType = config.text("model_type"),
            let architecture = Self.architectures.first(where: { $0.modelType == modelType })
        else {
            let found = config.text("model_type").map { "is '\(printable($0))'" } ?? "is missing"
            throw Self.placed(["'model_type' \(found); the models of \(known) can be imported"], source.configPath)
        }
        var shape = architecture.shape(&config)
        guard let count = config.whole("vocab_size") else {
            config.refuse("'vocab_size' is missing or no whole number")
            throw Self.placed(config.problems, source.configPath)
        }
        guard config.problems.isEmpty else { throw Self.placed(config.problems, source.configPath) }
        let tokens: TokenRows
        do {
            tokens = try TokenRows(
                of: count, vocabularySize: vocabularySize, start: start, configured: config.whole("bos_token_id"))
        } catch let error as ImportProblems {
            throw Self.placed(error.problems, source.configPath)
        }
        shape.vocabularySize = vocabularySize
        let network = TransformerNetwork(shape)
        var weights = HuggingFaceWeights(source, architecture)
        let own = try weights.taken(for: network, tokens, of: count)
        self.modelType = modelType
        self.shape = shape
        model = NeuralModel(network, own).savedWithCapabilities()
    }

    private static func placed(_ problems: [String], _ path: String) -> ImportProblems {
        ImportProblems(problems.map { "\(printable(path)): \($0)" })
    }

    /// The generator's settings, as YAML.
    package var settings: String {
        let values: [(any AnySetting, any SettingValue)] = [
            (Transformer.layers, shape.layers), (Transformer.channels, shape.channels),
            (Transformer.heads, shape.heads), (Transformer.keyHeads, shape.keyHeads),
            (Transformer.hidden, shape.hidden), (Transformer.feedForward, shape.feedForward),
            (Transformer.norm, shape.norm), (Transformer.normEpsilon, shape.normEpsilon),
            (Transformer.positions, shape.positions), (Transformer.barPlaces, false),
            (Transformer.biases, shape.hasBiases),
            (Transformer.tied, shape.isTied), (Transformer.context, shape.context),
        ]
        return "type: \(Transformer.schema.name)\n"
            + values.map { "\($0.info.name): \($1.settingText)\n" }.joined()
    }
}

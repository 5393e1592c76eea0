import MuseNeural
import MuseProtocols
package import MuseStorage

/// A Transformer trained with Hugging Face's transformers, converted to a stored model. Weights keep their precision.
package struct ImportedTransformer: Sendable {
    static var architectures: [any HuggingFaceArchitecture.Type] { [GPT2.self, Llama.self] }

    /// The `model_type` of the config: `gpt2` or `llama`.
    package let modelType: String
    package let shape: TransformerShape
    package let model: SavedModel

    /// Converts a model.
    ///
    /// - Parameters:
    ///   - vocabularySize: the vocabulary size of the tokenizer that the model is used with.
    ///   - start: the token that serves as the start symbol; nil if the model has its own.
    /// - Throws: `ImportProblems` with every incompatibility.
    package init(_ source: HuggingFaceModel, vocabularySize: Int, start: Int?) throws {
        var config = HuggingFaceConfig(source.config)
        let known = Self.architectures.map { "'\($0.modelType)'" }.joined(separator: " and ")
        guard let modelType = config.text("model_type"),
            let architecture = Self.architectures.first(where: { $0.modelType == modelType })
        else {
            let found = config.text("model_type").map { "is '\(printable($0))'" } ?? "is missing"
            throw Self.located(["'model_type' \(found); the supported types are \(known)"], source.configPath)
        }
        var shape = architecture.shape(&config)
        guard let count = config.integer("vocab_size") else {
            config.reject("'vocab_size' is missing or not a whole number")
            throw Self.located(config.problems, source.configPath)
        }
        guard config.problems.isEmpty else { throw Self.located(config.problems, source.configPath) }
        let tokens: TokenRows
        do {
            tokens = try TokenRows(
                of: count, vocabularySize: vocabularySize, start: start, configured: config.integer("bos_token_id"))
        } catch let error as ImportProblems {
            throw Self.located(error.problems, source.configPath)
        }
        shape.vocabularySize = vocabularySize
        let network = TransformerNetwork(shape)
        var weights = HuggingFaceWeights(source, architecture)
        let converted = try weights.converted(for: network, tokens, of: count)
        self.modelType = modelType
        self.shape = shape
        model = NeuralModel(network, converted).savedWithCapabilities()
    }

    private static func located(_ problems: [String], _ path: String) -> ImportProblems {
        ImportProblems(problems.map { "\(printable(path)): \($0)" })
    }

    /// The generator's settings, as YAML.
    package var settings: String {
        let values: [(any AnySetting, any SettingValue)] = [
            (Transformer.layers, shape.layers), (Transformer.channels, shape.channels),
            (Transformer.heads, shape.heads), (Transformer.keyHeads, shape.keyHeads),
            (Transformer.hidden, shape.hidden), (Transformer.feedForward, shape.feedForward),
            (Transformer.norm, shape.norm), (Transformer.normEpsilon, shape.normEpsilon),
            (Transformer.queryKeyNorm, shape.normsQueriesAndKeys),
            (Transformer.positions, shape.positions), (Transformer.barPlaces, false),
            (Transformer.biases, shape.hasBiases),
            (Transformer.tied, shape.isTied), (Transformer.context, shape.context),
        ]
        return "type: \(Transformer.schema.name)\n"
            + values.map { "\($0.info.name): \($1.settingText)\n" }.joined()
    }
}

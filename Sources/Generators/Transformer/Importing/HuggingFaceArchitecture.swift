import MuseMusic

/// A model family of Hugging Face's transformers that can be imported as a `Transformer`.
protocol HuggingFaceArchitecture {
    /// The `model_type` in `config.json`.
    static var modelType: String { get }
    /// The prefix of all tensor names except the output layer's, if the model was saved with an output layer.
    static var prefix: String { get }

    /// Returns the equivalent shape, except for the vocabulary size. Records problems in the config.
    static func shape(_ config: inout HuggingFaceConfig) -> TransformerShape

    /// Returns the source of each parameter of a `TransformerNetwork`, by name. Sources of token tables include all
    /// rows.
    static func sources(_ shape: TransformerShape) -> [String: WeightSource]

    /// Whether a tensor has no learned values, such as a mask or a table of angles.
    static func isIgnored(_ name: String) -> Bool
}

/// Tensors that are concatenated row-wise into one parameter.
struct WeightSource {
    struct Part {
        let name: String
        /// The number of outputs; nil for all outputs of the parameter.
        var rows: Int?
        /// Whether the tensor is stored as `[I, O]`.
        var isTransposed = false
    }

    let parts: [Part]

    init(_ parts: [Part]) { self.parts = parts }
    init(_ name: String, isTransposed: Bool = false) { parts = [Part(name: name, isTransposed: isTransposed)] }
}

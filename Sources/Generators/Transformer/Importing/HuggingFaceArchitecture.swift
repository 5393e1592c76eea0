import MuseMusic

/// A model family of another library that can be imported as a `Transformer`.
protocol HuggingFaceArchitecture {
    /// `model_type` in its `config.json`.
    static var modelType: String { get }
    /// Prefix of all tensor names except the output layer's, if the model was saved with an output layer.
    static var prefix: String { get }

    /// The equivalent shape, except for the vocabulary size. Records unsupported values in the config.
    static func shape(_ config: inout HuggingFaceConfig) -> TransformerShape

    /// The source of each of our parameters, by name. Token tables are taken whole.
    static func sources(_ shape: TransformerShape) -> [String: WeightSource]

    /// Whether a tensor has no learned values, such as a mask or a table of angles.
    static func isMute(_ name: String) -> Bool
}

/// Tensors that are stacked row-wise into one of our parameters.
struct WeightSource {
    struct Part {
        let name: String
        /// Number of outputs; nil for all outputs of the parameter.
        var rows: Int?
        /// Whether the tensor is stored inputs first.
        var isTransposed = false
    }

    let parts: [Part]

    init(_ parts: [Part]) { self.parts = parts }
    init(_ name: String, isTransposed: Bool = false) { parts = [Part(name: name, isTransposed: isTransposed)] }
}

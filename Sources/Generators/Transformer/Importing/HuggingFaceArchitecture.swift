import MuseMusic

/// A family of models of another program that ours can hold.
protocol HuggingFaceArchitecture {
    /// `model_type` in its `config.json`.
    static var modelType: String { get }
    /// What stands before the names of all tensors but the output's, where the model was saved with an output.
    static var prefix: String { get }

    /// Our shape of it, but for the vocabulary's size. Notes in the config what cannot be had.
    static func shape(_ config: inout HuggingFaceConfig) -> TransformerShape

    /// Where each of our parameters comes from, by its name; the token tables are whole.
    static func sources(_ shape: TransformerShape) -> [String: WeightSource]

    /// A tensor that says nothing of its own: a mask, a table of angles.
    static func isMute(_ name: String) -> Bool
}

/// Tensors that stand one under the other in one of our parameters.
struct WeightSource {
    struct Part {
        let name: String
        /// Outputs; nil for all that the parameter has.
        var rows: Int?
        /// It is stored with its inputs first.
        var isTransposed = false
    }

    let parts: [Part]

    init(_ parts: [Part]) { self.parts = parts }
    init(_ name: String, isTransposed: Bool = false) { parts = [Part(name: name, isTransposed: isTransposed)] }
}

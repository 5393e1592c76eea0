/// A model as stored: a description and tensors.
public struct SavedModel: Sendable {
    /// For `model.json`: what `load` needs beside the tensors.
    public var description: [String: JSON]
    public var tensors: [StoredTensor]

    public init(description: [String: JSON], tensors: [StoredTensor]) {
        self.description = description
        self.tensors = tensors
    }
}

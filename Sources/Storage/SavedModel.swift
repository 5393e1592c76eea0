/// A model in storage: a description and tensors.
public struct SavedModel: Sendable {
    /// The part of `model.json` that `load` needs besides the tensors.
    public var description: [String: JSON]
    public var tensors: [StoredTensor]

    public init(description: [String: JSON], tensors: [StoredTensor]) {
        self.description = description
        self.tensors = tensors
    }
}

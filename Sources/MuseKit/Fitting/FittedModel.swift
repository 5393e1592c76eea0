public import MuseProtocols
package import MuseStorage

/// A fitted model and what it was fitted on.
public struct FittedModel: Sendable {
    public let model: any Model
    package var record: ModelRecord
    /// SHA-256 of each corpus file.
    public let corpusHashes: [String]
    /// Identifies everything that determined the model.
    let key: String
    /// Where the model's files lie; nil where they could not be stored.
    let folder: String?

    /// On the validation part; nil without one.
    public var bitsPerNote: Double? { record.bitsPerNote }
    /// SHA-256 of the weights, in hex; nil where they could not be stored.
    public var weightsHash: String? { record.weightsHash }
}

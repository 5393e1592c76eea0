public import MuseProtocols
package import MuseStorage

/// A fitted model and the hashes of its corpus files.
public struct FittedModel: Sendable {
    public let model: any Model
    package var record: ModelRecord
    /// SHA-256 of each corpus file.
    public let corpusHashes: [String]
    /// The hash of everything that determines the model.
    let key: String
    /// The folder of the model's files; nil if they could not be stored.
    let folder: String?

    /// Bits per note on the validation tunes; nil if unknown.
    public var bitsPerNote: Double? { record.bitsPerNote }
    /// SHA-256 of the weights, in hex; nil if they could not be stored.
    public var weightsHash: String? { record.weightsHash }
}

/// Why stored bytes are no model: said instead of a crash or a wrong model.
public struct StorageError: Error, Equatable, Sendable, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

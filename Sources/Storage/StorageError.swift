/// The reason why stored bytes are not a valid model.
public struct StorageError: Error, Equatable, Sendable, CustomStringConvertible {
    public let reason: String
    /// The file; nil while only its bytes are known.
    public let path: String?

    public init(_ reason: String, path: String? = nil) {
        self.reason = reason
        self.path = path
    }

    public var description: String { path.map { "\(printable($0)): \(reason)" } ?? reason }
}

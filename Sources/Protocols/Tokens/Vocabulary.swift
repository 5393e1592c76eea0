import MuseStorage

/// The index of a token in its vocabulary, from 0.
public typealias TokenID = Int32

/// The names of all tokens, in the order of their numbers.
public struct Vocabulary: Sendable {
    public let names: [String]
    /// SHA-256 of the names joined by line feeds, in hex. Models fitted on another vocabulary are recognised by it.
    public let hash: String
    private let ids: [String: TokenID]

    /// - Precondition: names are unique and contain no white space.
    public init(_ names: [String]) {
        self.names = names
        hash = SHA256.hex(of: Array(names.joined(separator: "\n").utf8))
        ids = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, TokenID($0)) })
    }

    public var count: Int { names.count }
    public subscript(id: TokenID) -> String { names[Int(id)] }
    public subscript(name: String) -> TokenID? { ids[name] }
}

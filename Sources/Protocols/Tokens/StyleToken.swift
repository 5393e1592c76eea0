public import MuseMusic

/// A control token before the music: the value of one header field.
///
/// Source: Payne, "MuseNet", OpenAI 2019: tokens for composers; Keskar et al., "CTRL", arXiv:1909.05858.
public struct StyleToken: Hashable, Sendable {
    /// The header field.
    public enum Kind: String, CaseIterable, Sendable {
        case rhythm, origin, composer, book
    }

    public var kind: Kind
    /// `jig`, `Ireland`.
    public var name: String
    public var token: TokenID

    public init(_ kind: Kind, _ name: String, _ token: TokenID) {
        self.kind = kind
        self.name = name
        self.token = token
    }
}

extension [StyleToken] {
    /// The token with a name, ignoring case. Rhythms are also found by the synonyms that collections use.
    public func named(_ text: String) -> StyleToken? {
        let lowered = text.lowercased()
        if let token = first(where: { $0.name.lowercased() == lowered }) { return token }
        guard let rhythm = Rhythm.canonical(text) else { return nil }
        return first { $0.kind == .rhythm && $0.name == rhythm }
    }
}

extension StyleToken.Kind {
    /// Whether two texts are the same value of this field.
    package func isSame(_ a: String, _ b: String) -> Bool {
        self == .rhythm ? Rhythm.normalized(a) == Rhythm.normalized(b) : a.lowercased() == b.lowercased()
    }
}

extension Header {
    /// The values of a field, one for each line; empty if the field is missing.
    public subscript(kind: StyleToken.Kind) -> [String] {
        get {
            switch kind {
            case .rhythm: rhythm.isEmpty ? [] : [rhythm]
            case .origin: origin.isEmpty ? [] : [origin]
            case .composer: composers
            case .book: books
            }
        }
        set {
            switch kind {
            case .rhythm: rhythm = newValue.first ?? ""
            case .origin: origin = newValue.first ?? ""
            case .composer: composers = newValue
            case .book: books = newValue
            }
        }
    }
}

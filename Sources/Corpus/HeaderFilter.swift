package import MuseMusic

/// A recipe's `where:`: selects tunes that meet all its conditions, each by one of its values.
package struct HeaderFilter: Sendable {
    /// The header field that a condition tests.
    package enum Field: String, CaseIterable, Sendable {
        case rhythm, meter, key, mode, origin, title, composer, book, source
    }

    package enum Value: Hashable, Sendable {
        /// Compared by canonical name.
        case rhythm(String)
        case meter(Meter)
        case key(Key)
        case mode(Key.Mode)
        /// In lower case; matches anywhere in the field.
        case text(String)
    }

    package struct Condition: Sendable {
        package let field: Field
        package let values: [Value]

        package init(_ field: Field, _ values: [Value]) {
            self.field = field
            self.values = values
        }

        /// A header's name and the texts of its values; nil if one of them is malformed.
        package init?(header: String, values: [String]) {
            guard let field = Field(rawValue: header) else { return nil }
            let parsed = values.compactMap { Value($0, for: field) }
            guard parsed.count == values.count else { return nil }
            self.init(field, parsed)
        }

        package func holds(_ score: Score) -> Bool { values.contains { $0.holds(field, score) } }
    }

    package var conditions: [Condition]

    package init(_ conditions: [Condition] = []) { self.conditions = conditions }
}

extension HeaderFilter.Value {
    /// nil if the text is malformed for the field.
    package init?(_ text: String, for field: HeaderFilter.Field) {
        switch field {
        case .rhythm:
            let name = Rhythm.normalized(text)
            if name.isEmpty { return nil }
            self = .rhythm(name)
        case .meter:
            guard let meter = Meter(text) else { return nil }
            self = .meter(meter)
        case .key:
            guard let key = Key(text) else { return nil }
            self = .key(key)
        case .mode:
            guard let mode = Key.Mode(name: text), !text.isEmpty else { return nil }
            self = .mode(mode)
        case .origin, .title, .composer, .book, .source:
            if text.isEmpty { return nil }
            self = .text(text.lowercased())
        }
    }

    fileprivate func holds(_ field: HeaderFilter.Field, _ score: Score) -> Bool {
        switch self {
        case .rhythm(let name): return Rhythm.normalized(score.header.rhythm) == name
        case .meter(let meter): return (score.meters.first?.value ?? .free) == meter
        case .key(let key):
            guard let own = score.keys.first?.value else { return false }
            return own.tonic == key.tonic && own.mode == key.mode
        case .mode(let mode): return score.keys.first?.value.mode == mode
        case .text(let text): return field.texts(of: score.header).contains { $0.lowercased().contains(text) }
        }
    }
}

extension HeaderFilter.Field {
    /// The tune's value of the field, for a list of the values that occur; nil if it has none.
    package func described(in score: Score) -> String? {
        switch self {
        case .rhythm: Rhythm.normalized(score.header.rhythm).nonEmpty
        case .meter: (score.meters.first?.value ?? .free).description
        case .key: score.keys.first?.value.description
        case .mode: score.keys.first?.value.mode.rawValue
        case .origin, .title, .composer, .book, .source: texts(of: score.header).first?.nonEmpty
        }
    }

    fileprivate func texts(of header: Header) -> [String] {
        switch self {
        case .origin: [header.origin]
        case .title: header.titles
        case .composer: header.composers
        case .book: header.books
        case .source: [header.source]
        case .rhythm, .meter, .key, .mode: []
        }
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}

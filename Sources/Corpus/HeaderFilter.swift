package import MuseMusic

/// The `where:` filter of a recipe. Selects tunes that meet all conditions, each with one of its values.
package struct HeaderFilter: Sendable {
    /// The header field that a condition tests.
    package enum Field: String, CaseIterable, Sendable {
        case rhythm, meter, key, mode, origin, title, composer, book, source
    }

    package enum Value: Hashable, Sendable {
        /// A rhythm, by its normalised name.
        case rhythm(String)
        case meter(Meter)
        case key(Key)
        case mode(Key.Mode)
        /// A text in lower case, which matches anywhere in the field.
        case text(String)
    }

    package struct Condition: Sendable {
        package let field: Field
        package let values: [Value]

        package init(_ field: Field, _ values: [Value]) {
            self.field = field
            self.values = values
        }

        /// Parses the name of a header field and its values; nil if one of them is malformed.
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
    /// Parses a value; nil if the text is malformed for the field.
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
            guard let tuneKey = score.keys.first?.value else { return false }
            return tuneKey.tonic == key.tonic && tuneKey.mode == key.mode
        case .mode(let mode): return score.keys.first?.value.mode == mode
        case .text(let text): return field.texts(of: score.header).contains { $0.lowercased().contains(text) }
        }
    }
}

extension HeaderFilter.Field {
    /// Counts the values of the field, most frequent first; those of equal frequency in alphabetical order.
    package func counts(in scores: [Score]) -> [(value: String, count: Int)] {
        Self.counts(of: scores.map { value(in: $0) ?? "" })
    }

    /// Counts values, as `counts(in:)` does.
    static func counts(of values: [String]) -> [(value: String, count: Int)] {
        var counts: [String: Int] = [:]
        for value in values { counts[value.isEmpty ? "none given" : value, default: 0] += 1 }
        return counts.map { (value: $0.key, count: $0.value) }
            .sorted { $0.count != $1.count ? $0.count > $1.count : $0.value < $1.value }
    }

    /// The value of the field in a tune; nil if it is not given.
    func value(in score: Score) -> String? {
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

public import MuseProtocols

extension Registries {
    /// A custom component: its schema, and a closure that creates it from a recipe's settings.
    public enum Addition: Sendable {
        case tokenizer(Schema, @Sendable (Settings) throws -> any Tokenizer)
        case generator(Schema, @Sendable (Settings) throws -> any Generator)
        case sampler(Schema, @Sendable (Settings) throws -> any Sampler)
        case constraint(Schema, @Sendable (Settings) throws -> any Constraint)
        case rule(Schema, @Sendable (Settings) throws -> any Rule)
        case importer(Schema, @Sendable (Settings) throws -> any Importer)
        case exporter(Schema, @Sendable (Settings) throws -> any Exporter)
    }

    /// A copy with more components at the end.
    ///
    /// - Precondition: no two components of a kind have the same name.
    public func adding(_ additions: Addition...) -> Registries {
        additions.reduce(into: self) { $0.add($1) }
    }

    private mutating func add(_ addition: Addition) {
        switch addition {
        case .tokenizer(let schema, let make): tokenizers.add(schema, make)
        case .generator(let schema, let make): generators.add(schema, make)
        case .sampler(let schema, let make): samplers.add(schema, make)
        case .constraint(let schema, let make): constraints.add(schema, make)
        case .rule(let schema, let make): rules.add(schema, make)
        case .importer(let schema, let make): importers.add(schema, make)
        case .exporter(let schema, let make): exporters.add(schema, make)
        }
    }
}

extension Registry {
    fileprivate mutating func add(_ schema: Schema, _ make: @escaping @Sendable (Settings) throws -> Product) {
        precondition(self[schema.name] == nil, "two \(kind)s are called '\(schema.name)'")
        self = Registry(kind, entries + [Entry(schema, make)])
    }
}

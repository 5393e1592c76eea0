import MuseStorage

/// The components of a registry by file extension, with default settings.
package struct Formats<Product: Sendable>: Sendable {
    private let kind: String
    private let products: [Format]
    /// The products of each file extension.
    private let byEnding: [String: [Format]]

    private struct Format: Sendable {
        let product: Product
        let endings: [String]
        let entry: Registry<Product>.Entry
    }

    /// - Parameter endings: file extensions of a component, in lower case, without the dot.
    /// - Throws: the error of a component that cannot be created with its defaults.
    package init(_ registry: Registry<Product>, _ endings: (Product) -> [String]) throws {
        let mark = SourceMark(source: SourceFile(name: "defaults", text: ""), line: 1, column: 1)
        // The file extension alone cannot supply required settings.
        let entries = registry.entries.filter { $0.isChosen || !$0.schema.settings.contains(where: \.isRequired) }
        kind = registry.kind
        let products = try entries.map { entry in
            let product = try entry.make(
                Settings(Node(.map([]), at: mark), valid: entry.schema, path: registry.kind), registry)
            return Format(product: product, endings: endings(product), entry: entry)
        }
        self.products = products
        byEnding = products.reduce(into: [:]) { byEnding, format in
            for ending in Set(format.endings) { byEnding[ending, default: []].append(format) }
        }
    }

    /// All file extensions, in the registry's order.
    package var known: [String] { products.flatMap(\.endings) }

    /// The component for the path's extension: the chosen one, or else the first; nil if none matches.
    package subscript(path: String) -> Product? { components(path).first?.product }

    /// The plug-in of that component; nil if the component is built in or none matches.
    package func plugin(_ path: String) -> PluginOrigin? { components(path).first?.entry.plugin }

    /// The component with a name; nil if there is none.
    package func named(_ name: String) -> Product? { products.first { $0.entry.schema.name == name }?.product }

    /// Schemas of the components for these paths' extensions and of those with these names, without duplicates, in the
    /// registry's order.
    package func schemas(of paths: [String], named names: [String] = []) -> [Schema] {
        let used = Set(paths.compactMap { components($0).first?.entry.schema.name } + names)
        return products.map(\.entry.schema).filter { used.contains($0.name) }
    }

    /// A warning if several components have the path's extension, and the user has chosen none of them; otherwise nil.
    package func ambiguity(_ path: String) -> String? {
        let found = components(path)
        guard found.count > 1, !found[0].entry.isChosen else { return nil }
        let names = found.map { "'\($0.entry.schema.name)'" }
        return "the \(kind)s \(names.joined(separator: " and ")) have the file extension "
            + "'.\(fileExtension(of: path))'; \(names[0]) is used"
    }

    private func components(_ path: String) -> [Format] { byEnding[fileExtension(of: path)] ?? [] }
}

extension Registry {
    /// A copy in which a component that the user has chosen comes first. Its entry always returns `product`.
    ///
    /// - Precondition: there is a component with this name.
    package func choosing(_ name: String, _ product: Product) -> Registry where Product: Sendable {
        guard let old = self[name] else { preconditionFailure("there is no \(kind) '\(name)'") }
        var chosen = Entry(old.schema, plugin: old.plugin) { _ in product }
        chosen.isChosen = true
        return Registry(kind, [chosen] + entries.filter { $0.schema.name != old.schema.name }, replaced: replaced)
    }
}

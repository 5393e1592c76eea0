/// The components of a registry by file extension, each with its default settings.
package struct Formats<Product> {
    private let products: [Format]

    private struct Format {
        let product: Product
        let endings: [String]
        let entry: Registry<Product>.Entry
    }

    /// - Parameter endings: the file extensions of a component, in lower case, without the dot.
    /// - Throws: what a component throws that cannot be made with its defaults.
    package init(_ registry: Registry<Product>, _ endings: (Product) -> [String]) throws {
        let mark = SourceMark(source: SourceFile(name: "defaults", text: ""), line: 1, column: 1)
        // A component with required settings cannot be chosen by a path alone.
        let entries = registry.entries.filter { !$0.schema.settings.contains(where: \.isRequired) }
        products = try entries.map { entry in
            let product = try entry.make(
                Settings(Node(.map([]), at: mark), for: entry.schema, path: registry.kind))
            return Format(product: product, endings: endings(product), entry: entry)
        }
    }

    /// All extensions, in the registry's order.
    package var known: [String] { products.flatMap(\.endings) }

    /// The first component for a path's extension; nil where there is none.
    package subscript(path: String) -> Product? { component(path)?.product }

    /// The plug-in of that component; nil for a built-in component or none.
    package func plugin(_ path: String) -> PluginOrigin? { component(path)?.entry.plugin }

    /// Of the components that answer to these paths' endings, each once, in the registry's order.
    package func schemas(of paths: [String]) -> [Schema] {
        let used = Set(paths.compactMap { component($0)?.entry.schema.name })
        return products.map(\.entry.schema).filter { used.contains($0.name) }
    }

    private func component(_ path: String) -> Format? {
        let name = path.split(separator: "/").last ?? ""
        let ending = name.contains(".") ? name.split(separator: ".").last?.lowercased() ?? "" : ""
        return products.first { $0.endings.contains(ending) }
    }
}

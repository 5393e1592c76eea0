/// The components of a registry by file extension, with default settings.
package struct Formats<Product> {
    private let products: [Format]

    private struct Format {
        let product: Product
        let endings: [String]
        let entry: Registry<Product>.Entry
    }

    /// - Parameter endings: file extensions of a component, in lower case, without the dot.
    /// - Throws: the error of a component that cannot be created with its defaults.
    package init(_ registry: Registry<Product>, _ endings: (Product) -> [String]) throws {
        let mark = SourceMark(source: SourceFile(name: "defaults", text: ""), line: 1, column: 1)
        // The file extension alone cannot supply required settings.
        let entries = registry.entries.filter { !$0.schema.settings.contains(where: \.isRequired) }
        products = try entries.map { entry in
            let product = try entry.make(
                Settings(Node(.map([]), at: mark), for: entry.schema, path: registry.kind))
            return Format(product: product, endings: endings(product), entry: entry)
        }
    }

    /// All file extensions, in the registry's order.
    package var known: [String] { products.flatMap(\.endings) }

    /// The first component for the path's extension; nil if none matches.
    package subscript(path: String) -> Product? { component(path)?.product }

    /// The plug-in of that component; nil if the component is built in or none matches.
    package func plugin(_ path: String) -> PluginOrigin? { component(path)?.entry.plugin }

    /// Schemas of the components for these paths' extensions, without duplicates, in the registry's order.
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

package import MuseProtocols

/// Runs the contract tests of a plug-in: each component with its default settings.
package struct PluginContract {
    package struct Result: Sendable {
        /// `sampler 'my_sampler' keeps tunes independent`.
        package let promise: String
        /// How the promise was broken; nil if it was kept.
        package let breach: String?
    }

    package let results: [Result]
    package var isKept: Bool { results.allSatisfy { $0.breach == nil } }

    /// Runs the plug-in and its tests.
    ///
    /// - Parameters:
    ///   - builtIn: the built-in components.
    ///   - program: as for `Plugins`.
    ///   - observer: receives the calls and the output of the plug-in.
    ///   - onLate: called on another thread with the timeout in seconds, after the plug-in was stopped for exceeding
    ///     it.
    package init(
        _ manifest: PluginManifest, beside builtIn: Registries, program: String? = nil,
        observer: PluginObserver = .none, onLate: @escaping @Sendable (Double) -> Void
    ) {
        var results: [Result] = []
        do {
            try manifest.withTestedComponents(
                beside: builtIn, program: program, observer: observer, onLate: onLate
            ) { registries in
                for component in manifest.components {
                    let (kind, name) = (component.kind, manifest.name(of: component))
                    results += kind.tests.findings(name, component, registries).map {
                        Result(promise: "\(kind.rawValue) '\(name)' \($0.promise)", breach: $0.breach)
                    }
                }
            }
        } catch {
            results.append(Result(promise: "it can be loaded", breach: "\(error)"))
        }
        self.results = results
    }
}

extension Registries {
    /// Empty registries.
    package static var empty: Registries {
        Registries(
            tokenizers: Registry("tokenizer", []), generators: Registry("generator", []),
            samplers: Registry("sampler", []), constraints: Registry("constraint", []), rules: Registry("rule", []),
            importers: Registry("importer", []), exporters: Registry("exporter", []))
    }
}

extension Registry {
    /// Creates a component with its default settings, and minimal values for required settings.
    package func makeWithDefaults(_ name: String) throws -> Product {
        guard let entry = self[name] else { preconditionFailure("there is no \(kind) '\(name)'") }
        return try entry.make(PluginSettings.defaults(of: entry.schema), self)
    }
}

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
    ///   - onLate: called on another thread with the timeout in seconds, after the plug-in was stopped for exceeding
    ///     it.
    package init(
        _ manifest: PluginManifest, beside builtIn: Registries, program: String? = nil,
        onLate: @escaping @Sendable (Double) -> Void
    ) {
        var results: [Result] = []
        do {
            let plugins = try Plugins([manifest], program: program)
            let seconds = manifest.contractSeconds
            let watch = Task.detached {
                try await Task.sleep(for: .seconds(seconds))
                plugins.stop()
                onLate(seconds)
            }
            defer {
                watch.cancel()
                plugins.stop()
            }
            let registries = try plugins.added(to: builtIn)
            for component in manifest.components {
                let name = component.schema.name
                let findings =
                    switch component.kind {
                    case .tokenizer:
                        TokenizerContract.findings { try registries.tokenizers.makeWithDefaults(name) }
                    case .generator:
                        GeneratorContract.findings { try registries.generators.makeWithDefaults(name) }
                    case .constraint:
                        ConstraintContract.findings { try registries.constraints.makeWithDefaults(name) }
                    case .importer: ImporterContract.findings { try registries.importers.makeWithDefaults(name) }
                    case .sampler:
                        SamplerContract.findings(
                            tokenizer: component.needs.isEmpty ? nil : try builtIn.tokenizers.makeWithDefaults("abc")
                        ) { try registries.samplers.makeWithDefaults(name) }
                    case .rule: RuleContract.findings { try registries.rules.makeWithDefaults(name) }
                    case .exporter: ExporterContract.findings { try registries.exporters.makeWithDefaults(name) }
                    }
                results += findings.map {
                    Result(promise: "\(component.kind.rawValue) '\(name)' \($0.promise)", breach: $0.breach)
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
        return try entry.make(PluginSettings.defaults(of: entry.schema))
    }
}

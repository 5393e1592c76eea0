package import MuseProtocols

/// The tests that a plug-in goes through: each of its components with its default settings.
package struct PluginContract {
    package struct Result: Sendable {
        /// `sampler 'my_sampler' leaves a token that can be drawn`.
        package let promise: String
        /// How it was broken; nil where it was kept.
        package let breach: String?
    }

    package let results: [Result]
    package var isKept: Bool { results.allSatisfy { $0.breach == nil } }

    /// Runs the plug-in.
    ///
    /// - Parameters:
    ///   - own: muse's own components.
    ///   - onLate: called on another thread when that takes too long, with what ran of the plug-in ended: seconds.
    package init(_ manifest: PluginManifest, beside own: Registries, onLate: @escaping @Sendable (Double) -> Void) {
        var results: [Result] = []
        do {
            let plugins = try Plugins([manifest])
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
            let registries = try plugins.added(to: own)
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
                    case .sampler: SamplerContract.findings { try registries.samplers.makeWithDefaults(name) }
                    case .rule: RuleContract.findings { try registries.rules.makeWithDefaults(name) }
                    case .exporter: ExporterContract.findings { try registries.exporters.makeWithDefaults(name) }
                    }
                results += findings.map {
                    Result(promise: "\(component.kind.rawValue) '\(name)' \($0.promise)", breach: $0.breach)
                }
            }
        } catch {
            results.append(Result(promise: "it can be read", breach: "\(error)"))
        }
        self.results = results
    }
}

extension Registries {
    /// None of any kind.
    package static var empty: Registries {
        Registries(
            tokenizers: Registry("tokenizer", []), generators: Registry("generator", []),
            samplers: Registry("sampler", []), constraints: Registry("constraint", []), rules: Registry("rule", []),
            importers: Registry("importer", []), exporters: Registry("exporter", []))
    }
}

extension Registry {
    /// The component with its defaults, and the least of what it requires.
    package func makeWithDefaults(_ name: String) throws -> Product {
        guard let entry = self[name] else { preconditionFailure("no \(kind) is called \(name)") }
        return try entry.make(PluginSettings.defaults(of: entry.schema))
    }
}

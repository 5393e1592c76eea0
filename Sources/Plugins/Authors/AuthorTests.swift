package import MuseProtocols

/// Runs what the author of a plug-in wants to know beside the contract: the author's own cases, and the time of calls.
package struct AuthorTests {
    /// A message for each case that fails, with its place.
    package let failures: [String]
    /// The number of cases that pass and the time of each component's typical call, one a line; empty if cases fail.
    package let notes: [String]

    /// Runs the plug-in, its cases and its typical calls.
    ///
    /// - Parameters: as for `PluginContract`.
    package init(
        _ manifest: PluginManifest, beside builtIn: Registries, program: String? = nil,
        observer: PluginObserver = .none, onLate: @escaping @Sendable (Double) -> Void
    ) {
        var (failures, notes): ([String], [String]) = ([], [])
        let breach = Breach.found {
            let cases = try AuthorCases(manifest)
            try manifest.withTestedComponents(
                beside: builtIn, program: program, observer: observer, onLate: onLate
            ) { registries in
                failures = cases.failures(registries)
                if failures.isEmpty { notes = try Self.notes(manifest, cases.cases, registries) }
            }
        }
        self.failures = failures + (breach.map { [$0] } ?? [])
        self.notes = notes
    }

    private static func notes(
        _ manifest: PluginManifest, _ cases: [AuthorCase], _ registries: Registries
    ) throws -> [String] {
        var notes: [String] = []
        if !cases.isEmpty {
            let passed = cases.count == 1 ? "1 case passes" : "\(cases.count) cases pass"
            notes.append("\(AuthorCases.fileName): \(passed)")
        }
        for component in manifest.components {
            let (kind, name) = (component.kind, manifest.name(of: component))
            let own = cases.filter { $0.component.kind == kind && $0.component.schema.name == component.schema.name }
            if let call = try kind.tests.typicalCall(name, component, registries, own) {
                notes.append("\(kind.rawValue) '\(name)': \(try call.measured())")
            }
        }
        return notes
    }
}

extension PluginManifest {
    /// Calls `body` with the built-in components and those of the plug-in, which is stopped afterwards.
    ///
    /// - Parameter onLate: called on another thread with the timeout in seconds, after the plug-in was stopped for
    ///   exceeding it.
    /// - Throws: `RecipeErrors` if a component has the name of another; errors of `body`.
    func withTestedComponents(
        beside builtIn: Registries, program: String?, observer: PluginObserver,
        onLate: @escaping @Sendable (Double) -> Void, _ body: (Registries) throws -> Void
    ) throws {
        let plugins = try Plugins([self], program: program, observer: observer)
        let seconds = contractSeconds
        let watch = Task.detached {
            try await Task.sleep(for: .seconds(seconds))
            plugins.stop()
            onLate(seconds)
        }
        defer {
            watch.cancel()
            plugins.stop()
        }
        try body(plugins.added(to: builtIn))
    }
}

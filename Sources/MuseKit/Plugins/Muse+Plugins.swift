import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseStorage

/// A plug-in on the search path.
public struct FoundPlugin: Sendable {
    public let folder: String
    /// `typical 1.0.0`, and a line for each component; nil where the manifest is wrong.
    public let name: String?
    public let components: [String]
    /// Why it cannot be used, a line each; empty where it passes its tests.
    public let breaches: String
}

extension Muse {
    /// All plug-ins on the search path, each tested.
    ///
    /// - Throws: `FileError` where the tester cannot be started.
    public func foundPlugins() throws -> [FoundPlugin] {
        try PluginSearch.folders(in: pluginSources.folders).map { folder in
            do {
                let manifest = try PluginManifest(folder: folder)
                return FoundPlugin(
                    folder: folder, name: "\(manifest.id) \(manifest.version)",
                    components: manifest.components.map {
                        "\($0.kind.rawValue) \($0.schema.name): \($0.schema.summary)"
                    }, breaches: try ContractProcess.run(folder, tester: try tester()))
            } catch let errors as RecipeErrors {
                return FoundPlugin(folder: folder, name: nil, components: [], breaches: errors.description)
            }
        }
    }

    /// Builds a plug-in where it has a Makefile, and tests it.
    ///
    /// - Returns: its components, such as `sampler 'typical'`.
    /// - Throws: `MuseError` with what it does wrong; `RecipeErrors` for its manifest; `FileError`.
    public func testPlugin(in folder: String) throws -> [String] {
        let manifest = try PluginManifest(folder: folder)
        try PluginBuild.make(manifest)
        let breaches = try ContractProcess.run(folder, tester: try tester())
        if !breaches.isEmpty {
            throw MuseError.data("the plug-in '\(manifest.id)' fails its tests:\n\(breaches)")
        }
        return manifest.components.map { "\($0.kind.rawValue) '\($0.schema.name)'" }
    }

    /// Writes a plug-in that works into a folder of its name in the working directory.
    ///
    /// - Returns: the paths written.
    /// - Throws: `MuseError` for a name that is taken or not one, and for what there is no template of; `FileError`.
    public func newPlugin(_ name: String, kind: String, language: String) throws -> [String] {
        guard name.isComponentName else {
            throw MuseError.use("'\(name)' is an invalid name: use a-z, 0-9 and _, starting with a letter")
        }
        let kind: PluginManifest.Component.Kind = try choice(kind, "there is no template for a")
        let language: Template.Language = try choice(language, "there is no template in")
        guard let files = Template.files(name, kind, in: language) else {
            let known = Template.languages(of: kind).map(\.rawValue).joined(separator: ", ")
            throw MuseError.use(
                "there is no template for a \(kind.rawValue) in \(language.rawValue); there are \(known)")
        }
        let taken = try components().schemas.first { $0.kind == kind.rawValue }?.schemas
        if taken?.contains(where: { $0.name == name }) ?? false {
            throw MuseError.use("a \(kind.rawValue) is called '\(name)' already")
        }
        guard !Files.isThere(name) else { throw MuseError.use("'\(name)' exists already") }
        return try files.map { file, bytes in
            let path = "\(name)/\(file)"
            try createDirectories(Files.folder(path))
            try AtomicFile.write(bytes, to: path)
            return path
        }
    }

    /// The tests of a plug-in, run in this process: what a tester does when it is called with `plugins probe FOLDER`.
    ///
    /// - Parameter onLate: called on another thread when they take too long, with the seconds that they may take.
    /// - Returns: what it does wrong, a line each, each once.
    public static func probePlugin(in folder: String, onLate: @escaping @Sendable (Double) -> Void) throws -> [String] {
        let contract = PluginContract(try PluginManifest(folder: folder), beside: .builtIn, onLate: onLate)
        var seen: Set<String> = []
        // One fault breaks many promises.
        return contract.results.compactMap { result in
            guard let breach = result.breach, seen.insert(breach).inserted else { return nil }
            return "broken: \(result.promise): \(breach)"
        }
    }

    private func tester() throws -> String {
        guard let tester = pluginSources.tester else {
            throw MuseError.use("testing a plug-in takes a program that runs its tests; see PluginSources.tester")
        }
        return tester
    }

    /// The choice of a name.
    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ refusal: String
    ) throws -> Choice {
        if let choice = Choice(rawValue: name) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        let hint = nearestName(to: name, in: known).map { "did you mean '\($0)'?" }
        throw MuseError.use("\(refusal) '\(name)'; \(hint ?? "there are " + known.joined(separator: ", "))")
    }
}

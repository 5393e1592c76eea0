public import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseStorage

/// A plug-in on the search path.
public struct FoundPlugin: Sendable {
    public let folder: String
    /// Id and version, `typical 1.0.0`; nil if the manifest has a mistake.
    public let name: String?
    /// One line for each component.
    public let components: [String]
    /// Why it cannot be used, one problem a line; empty if it passes its tests or is disabled.
    public let breaches: String
    /// False for a plug-in that is installed, but left out of searches.
    public let isEnabled: Bool
}

extension Muse {
    /// Finds all plug-ins on the search path, and tests those that are enabled.
    ///
    /// - Throws: `FileError` if the tester cannot be started; `MuseError` without a tester.
    public func foundPlugins() throws -> [FoundPlugin] {
        try PluginSearch.folders(in: pluginSources.folders, includingDisabled: true).map { folder in
            let isEnabled = !PluginSearch.isDisabled(folder)
            do {
                let manifest = try plugins.manifest(in: folder)
                try manifest.requirements.check(museVersion: Muse.version)
                return FoundPlugin(
                    folder: folder, name: "\(manifest.id) \(manifest.version)",
                    components: manifest.components.map {
                        "\($0.kind.rawValue) \(manifest.name(of: $0)): \($0.schema.summary)"
                    }, breaches: isEnabled ? try breaches(of: manifest) : "", isEnabled: isEnabled)
            } catch let errors as RecipeErrors {
                return FoundPlugin(
                    folder: folder, name: nil, components: [], breaches: errors.description, isEnabled: isEnabled)
            }
        }
    }

    /// Builds a plug-in if it has a Makefile, and tests it: by the contract, by the cases of its author in `tests.yaml`
    /// and by the time of its calls.
    ///
    /// - Throws: `MuseError` with the failed tests; `PluginError` if it cannot be built; `RecipeErrors` for mistakes in
    ///   its manifest; `FileError`; `CancellationError`.
    public func testPlugin(in folder: String, _ options: PluginTestOptions = PluginTestOptions()) throws -> TestedPlugin
    {
        let manifest = try builtPlugin(in: folder, isCancelled: options.isCancelled)
        var process = ContractProcess.Options()
        process.isForAuthor = true
        process.trace = options.trace
        process.isVerbose = options.isVerbose
        process.isCancelled = options.isCancelled
        return TestedPlugin(
            components: manifest.components.map { "\($0.kind.rawValue) '\($0.schema.name)'" },
            notes: try test(manifest, process))
    }

    /// Tests a plug-in in another process.
    ///
    /// - Returns: the results of the author's cases and the time of calls, if the options ask for them.
    /// - Throws: `MuseError` with the failed tests, or without a tester; `FileError`; `CancellationError`.
    @discardableResult
    func test(_ manifest: PluginManifest, _ options: ContractProcess.Options) throws -> [String] {
        let report = try ContractProcess.run(manifest, tester: try tester(), options)
        if !report.breaches.isEmpty {
            throw MuseError.data("the plug-in '\(manifest.id)' fails its tests:\n\(report.breaches)")
        }
        return report.notes
    }

    /// Tests a plug-in, and again whenever one of its files has changed, until the options cancel it.
    ///
    /// - Parameters:
    ///   - began: called with the names of the files that have changed before each test; empty before the first.
    ///   - tested: called with the result of each test.
    /// - Throws: `CancellationError`; `MuseError` without a tester, or if the folder has no plug-in at the start.
    public func watchPlugin(
        in folder: String, _ options: PluginTestOptions, began: ([String]) -> Void,
        tested: (Result<TestedPlugin, any Error>) -> Void
    ) throws -> Never {
        _ = try tester()
        guard PluginSearch.isPlugin(folder) else {
            throw MuseError.use("no plug-in in '\(printable(folder))': it has no \(PluginManifest.fileName)")
        }
        var state = FolderState(folder)
        var changes: [String] = []
        while true {
            began(changes)
            let result = Result { try testPlugin(in: folder, options) }
            if options.isCancelled() { throw CancellationError() }
            tested(result)
            // A file that changed during the test is noticed too: its state was read before.
            (state, changes) = try state.nextChange(isCancelled: options.isCancelled)
        }
    }

    private func breaches(of manifest: PluginManifest) throws -> String {
        do {
            try manifest.checkIsBuilt()
            try PluginBuild(manifest).checkPython()
        } catch let error as PluginError {
            return error.message
        }
        return try ContractProcess.run(manifest, tester: try tester()).breaches
    }

    /// Creates a working plug-in from a template, in a folder of its name in the working directory.
    ///
    /// - Returns: the paths of the files written.
    /// - Throws: `MuseError` if the name is invalid or taken, or if the kind or language is unknown; `FileError`.
    public func newPlugin(_ name: String, kind: String, language: String) throws -> [String] {
        guard name.isComponentName else {
            throw MuseError.use("'\(name)' is an invalid name: use a-z, 0-9 and _, starting with a letter")
        }
        let kind: PluginManifest.Component.Kind = try choice(kind, "there is no template for a")
        let language: Template.Language = try choice(language, "there is no template in")
        let taken = try components().schemas.first { $0.kind == kind.rawValue }?.schemas
        if taken?.contains(where: { $0.name == name }) ?? false {
            throw MuseError.use("a \(kind.rawValue) named '\(name)' already exists")
        }
        guard !Files.exists(name) else { throw MuseError.use("'\(name)' already exists") }
        return try Template.files(name, kind, in: language).map { file, bytes in
            let path = "\(name)/\(file)"
            try createDirectories(parentFolder(of: path))
            try AtomicFile.write(bytes, to: path)
            return path
        }
    }

    /// Runs a plug-in's tests in this process. A tester does this when it is called with `plugins probe FOLDER`, prints
    /// what they find, and exits with another code than 0 if they find problems.
    ///
    /// - Parameters:
    ///   - cache: the folder with the Python packages of plug-ins; nil for none.
    ///   - program: supervises processes and runs libraries, as `PluginSources.program` does; nil for neither.
    ///   - isForAuthor: whether to run the author's cases and measure the time of calls, if the contract is kept;
    ///     `testPlugin` asks for it with `--author`, and for an observer with `--trace FILE` and `--verbose`.
    ///   - observer: receives the calls and the output of the plug-in.
    ///   - onLate: called on another thread with a message, if the tests exceed their timeout.
    /// - Returns: the broken promises, without duplicates, and the failed cases; if there are none, the results of the
    ///   author's cases and the time of calls.
    public static func probePlugin(
        in folder: String, cache: String? = nil, program: String? = nil, isForAuthor: Bool = false,
        observer: PluginObserver = .none, onLate: @escaping @Sendable (String) -> Void
    ) throws -> PluginReport {
        var manifest = try PluginManifest(folder: folder)
        manifest.cache = cache
        let late: @Sendable (Double) -> Void = { onLate(ContractProcess.timeoutMessage($0)) }
        let contract = PluginContract(manifest, beside: .builtIn, program: program, observer: observer, onLate: late)
        var seen: Set<String> = []
        // One fault can break several promises.
        let breaches = contract.results.compactMap { result -> String? in
            guard let breach = result.breach, seen.insert(breach).inserted else { return nil }
            return "broken: \(result.promise): \(breach)"
        }
        if !breaches.isEmpty { return PluginReport(breaches: breaches.joined(separator: "\n")) }
        guard isForAuthor else { return PluginReport() }
        let tests = AuthorTests(manifest, beside: .builtIn, program: program, observer: observer, onLate: late)
        return PluginReport(breaches: tests.failures.joined(separator: "\n"), notes: tests.notes)
    }

    /// Runs a plug-in's library in this process, and answers requests on standard input and output. A program does this
    /// when it is called with `plugins host FOLDER`.
    ///
    /// - Throws: `MuseError` if the plug-in is not a library; `RecipeErrors` for mistakes in its manifest; `FileError`.
    public static func hostPlugin(in folder: String) throws {
        let manifest = try PluginManifest(folder: folder)
        guard case .library = manifest.route else {
            throw MuseError.use("the plug-in '\(manifest.id)' is not a library")
        }
        try LibraryServer(manifest).run()
    }

    /// Runs a command as a child process, and ends it with all its descendants. A program does this when it is called
    /// with `plugins supervise COMMAND`.
    ///
    /// - Throws: `FileError` if the command cannot be started.
    public static func supervisePlugin(_ command: [String]) throws -> Never { try Supervisor.run(command) }

    private func tester() throws -> String {
        guard let tester = pluginSources.program else {
            throw MuseError.use("testing plug-ins needs a program that runs the tests; see PluginSources.program")
        }
        return tester
    }

    /// The case with a name.
    private func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String, _ refusal: String
    ) throws -> Choice {
        if let choice = Choice(rawValue: name) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        let hint = nearestName(to: name, in: known).map { "did you mean '\($0)'?" }
        throw MuseError.use("\(refusal) '\(name)'; \(hint ?? "known: " + known.joined(separator: ", "))")
    }
}

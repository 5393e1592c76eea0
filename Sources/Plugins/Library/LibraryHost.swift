import CMusePlugin
import MusePlatform
import MuseProtocols
import MuseStorage

/// A plug-in in a shared library, loaded into this process on first use and never unloaded.
final class LibraryHost: PluginHost {
    let manifest: PluginManifest
    private let path: String
    private let beforeUse: Plugins.BeforeUse
    private let loaded = Monitor<Result<Factory, any Error>?>(nil)

    /// The library's factory. Its functions may be called from any thread, but only from one at a time.
    struct Factory: @unchecked Sendable {
        let functions: UnsafePointer<muse_factory>
        /// The kind and type of each component that the library provides.
        let names: [(kind: String, type: String)]
    }

    init(_ manifest: PluginManifest, path: String, beforeUse: @escaping Plugins.BeforeUse) {
        self.manifest = manifest
        self.path = path
        self.beforeUse = beforeUse
    }

    func instance(_ component: PluginManifest.Component, _ settings: PluginSettings) throws -> any PluginInstance {
        try LibraryInstance(component, self, settings)
    }

    func sampler(_ component: PluginManifest.Component, _ settings: PluginSettings) -> any Sampler {
        LibrarySampler(component, self, settings)
    }

    var processIdentifier: Int32? { nil }

    func stop() {}

    /// The kind and type of each component. Loads the library on first use.
    ///
    /// - Throws: `PluginError`.
    func names() throws -> [(kind: String, type: String)] { try factory().names }

    private func factory() throws -> Factory {
        try loaded.change { loaded in
            let result = loaded ?? Result { try load() }
            loaded = result
            return result
        }.get()
    }

    /// Creates an instance. Loads the library on first use.
    func make(
        _ kind: String, _ type: String, _ settings: PluginSettings
    ) throws -> UnsafeMutablePointer<muse_instance> {
        try loaded.change { loaded in
            let result = loaded ?? Result { try load() }
            loaded = result
            return Result { try make(kind, type, settings, try result.get()) }
        }.get()
    }

    private func load() throws -> Factory {
        try manifest.checkIsBuilt()
        try beforeUse(manifest)
        guard let library = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw failure("cannot be loaded: \(dlerror().map { String(cString: $0) } ?? "unknown error")")
        }
        guard let symbol = dlsym(library, "muse_plugin_entry") else {
            throw failure("'\(path)' has no symbol muse_plugin_entry")
        }
        let entry = symbol.assumingMemoryBound(to: muse_entry.self).pointee
        guard (1...UInt32(MUSE_PLUGIN_VERSION)).contains(entry.version) else {
            throw failure(
                "was built for version \(entry.version) of the interface; this muse supports 1 to \(MUSE_PLUGIN_VERSION)"
            )
        }
        guard let start = entry.start, let factory = entry.factory else {
            throw failure("its entry has null function pointers")
        }
        try calling("does not start") { start(manifest.folder, $0) }
        guard let functions = factory(), let kind = functions.pointee.kind, let type = functions.pointee.type,
            functions.pointee.create != nil
        else { throw failure("its factory is missing or has null function pointers") }
        let names = (0..<functions.pointee.count).map { index in
            (kind(index).map { String(cString: $0) } ?? "", type(index).map { String(cString: $0) } ?? "")
        }
        try manifest.compare(with: names)
        return Factory(functions: functions, names: names)
    }

    private func make(
        _ kind: String, _ type: String, _ settings: PluginSettings, _ factory: Factory
    ) throws -> UnsafeMutablePointer<muse_instance> {
        guard let index = factory.names.firstIndex(where: { $0 == (kind, type) }) else {
            throw failure("does not provide the \(kind) '\(type)'")
        }
        var instance: UnsafeMutablePointer<muse_instance>?
        try calling("'\(type)' cannot be created") { error in
            withCSettings(settings) { values, count in
                instance = factory.functions.pointee.create(UInt32(index), values, count, error)
            }
            return instance != nil
        }
        guard let instance, instance.pointee.extension != nil, instance.pointee.destroy != nil else {
            throw failure("'\(type)' has null function pointers")
        }
        return instance
    }

    /// Calls a function of the library that reports errors in a buffer.
    ///
    /// - Parameter what: the failure, one phrase, for the error.
    /// - Throws: `PluginError` with the plug-in's message if `body` returns false.
    func calling(_ what: @autoclosure () -> String, _ body: (UnsafeMutablePointer<CChar>) throws -> Bool) throws {
        let message = try withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(MUSE_ERROR_SIZE)) {
            error throws -> String? in
            guard let start = error.baseAddress else { return nil }
            error.initializeElement(at: 0, to: 0)
            if try body(start) { return nil }
            // The plug-in may have filled the whole buffer without a terminating zero.
            error.initializeElement(at: error.count - 1, to: 0)
            return String(cString: start)
        }
        guard let message else { return }
        let what = what()
        throw failure(message.isEmpty ? what : "\(what): \(message)")
    }

    private func withCSettings(
        _ settings: PluginSettings, _ body: (UnsafePointer<muse_setting>?, Int) -> Void
    ) {
        let memory = CMemory()
        let values = settings.values.map { name, value in
            let (number, text): (Double, String?) =
                switch value {
                case .int(let number): (Double(number), nil)
                case .double(let number): (number, nil)
                case .bool(let isTrue): (isTrue ? 1 : 0, nil)
                case .string(let text): (0, text)
                default: (0, (try? value.bytes()).map { String(decoding: $0, as: UTF8.self) })
                }
            return muse_setting(name: memory.text(name), number: number, text: memory.text(text))
        }
        values.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
        withExtendedLifetime(memory) {}
    }
}

extension PluginManifest {
    /// Compares the components of a running plug-in with its manifest.
    ///
    /// - Throws: `PluginError` if they differ.
    func compare(with names: [(kind: String, type: String)]) throws {
        let declared = components.map { (kind: $0.kind.rawValue, type: $0.schema.name) }
        if let missing = declared.first(where: { one in !names.contains { $0 == one } }) {
            throw PluginError(
                self, "its manifest lists the \(missing.kind) '\(missing.type)', which it does not provide")
        }
        if let extra = names.first(where: { one in !declared.contains { $0 == one } }) {
            throw PluginError(self, "provides the \(extra.kind) '\(extra.type)', which its manifest does not list")
        }
    }
}

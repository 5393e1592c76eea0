import CMusePlugin
import MuseProtocols
import MuseStorage

/// An instance of a component in a library. Destroyed with the last reference.
final class LibraryInstance: PluginInstance, @unchecked Sendable {
    let host: LibraryHost
    let kind: PluginManifest.Component.Kind
    let type: String
    let needs: Set<PluginNeed>
    let pointer: UnsafeMutablePointer<muse_instance>

    /// - Throws: `PluginError`.
    init(_ component: PluginManifest.Component, _ host: LibraryHost, _ settings: PluginSettings) throws {
        self.host = host
        kind = component.kind
        needs = component.needs
        type = component.schema.name
        pointer = try host.make(component.kind.rawValue, type, settings)
    }

    deinit { pointer.pointee.destroy(pointer) }

    /// Whether the instance has an extension.
    func has(_ id: String) -> Bool { pointer.pointee.extension(pointer, id) != nil }

    /// The function table of an extension.
    ///
    /// - Parameter isComplete: whether no function of the table is null.
    /// - Throws: `PluginError`.
    func functions<Functions>(
        _ id: String, _ functions: Functions.Type, isComplete: (Functions) -> Bool
    ) throws -> Functions {
        guard let functions = pointer.pointee.extension(pointer, id)?.assumingMemoryBound(to: Functions.self).pointee,
            isComplete(functions)
        else { throw host.failure("'\(type)' has no extension \(id), or one with null function pointers") }
        return functions
    }

    /// Calls a method. A running call cannot be cancelled, and reports no progress.
    func ask<Result: Decodable>(
        _ method: String, _ parameters: [String: JSON], _ result: Result.Type, watch: PluginWatch?
    ) throws -> Result {
        if watch?.isCancelled() ?? false { throw CancellationError() }
        let bytes = try LibraryCalls(instance: self).call(method, .object(parameters)).bytes()
        do {
            return try Answer<Result>.result(of: bytes)
        } catch let mistake as Answer<Result>.Mistake {
            throw host.failure("'\(type)' returned an invalid answer to '\(method)': \(mistake.message)")
        }
    }

    /// Calls a method with its parameters as JSON; returns its result as JSON.
    ///
    /// - Throws: `PluginError`.
    func call(_ method: String, _ parameters: [UInt8]) throws -> [UInt8] {
        let functions = try functions(MUSE_CALLS, muse_calls.self) { $0.call != nil }
        let text = parameters + [0]
        let received = Received()
        try host.calling("'\(type)' cannot answer '\(method)'") { error in
            text.withUnsafeBytes { text in
                functions.call(
                    pointer, method, text.assumingMemoryBound(to: CChar.self).baseAddress, text.count - 1, Received.put,
                    received.pointer, error)
            }
        }
        return received.bytes
    }

    func scorer() throws -> any PluginScorer { try LibraryScorer(self) }
}

import CMusePlugin
import MuseProtocols

/// A component inside a library with its settings, and the functions of its kind. Destroyed when nobody has it any more.
final class LibraryInstance<Functions>: @unchecked Sendable {
    let host: LibraryHost
    let pointer: UnsafeMutablePointer<muse_instance>
    let functions: Functions

    /// - Parameters:
    ///   - id: of the extension that has the functions.
    ///   - isWhole: whether all of them are there.
    /// - Throws: `PluginError`.
    init(
        _ kind: String, _ type: String, _ id: String, _ host: LibraryHost, _ settings: PluginSettings,
        isWhole: (Functions) -> Bool
    ) throws {
        let made = try host.instance(kind, type, settings)
        guard let functions = made.pointee.extension(made, id)?.assumingMemoryBound(to: Functions.self).pointee,
            isWhole(functions)
        else {
            made.pointee.destroy(made)
            throw host.failure("'\(type)' has no extension \(id), or one with empty places")
        }
        self.host = host
        pointer = made
        self.functions = functions
    }

    deinit { pointer.pointee.destroy(pointer) }
}

import Foundation
import MusePlugins
import MuseProtocols

/// A plug-in in a temporary folder, which is removed when the test ends.
final class PluginFolder {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = NSTemporaryDirectory() + "muse-plugin-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// A plug-in created from a template.
    convenience init(
        _ language: Template.Language, _ kind: PluginManifest.Component.Kind, _ name: String = "mine"
    ) throws {
        try self.init()
        for (file, bytes) in Template.files(name, kind, in: language) {
            try write(file, String(decoding: bytes, as: UTF8.self))
        }
    }

    func manifest() throws -> PluginManifest { try PluginManifest(folder: path) }

    /// The messages about mistakes in the manifest, without the folder's name; empty if there are none.
    func mistakes() throws -> String {
        do {
            _ = try manifest()
            return ""
        } catch let errors as RecipeErrors {
            return errors.description.replacingOccurrences(of: path + "/", with: "")
        }
    }
}

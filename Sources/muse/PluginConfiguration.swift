import MuseKit
import MusePlatform
import MuseProtocols
import MuseRecipe
import MuseStorage

/// A person's choices about plug-ins: `plugins.yaml` in `~/.config/muse`, or in `muse` in `XDG_CONFIG_HOME`.
///
///     isolation: none              # all libraries run in muse's own process
///     isolation: {mirostat: none}  # only that of this plug-in
///
/// Neither a recipe nor a plug-in can make this choice.
enum PluginConfiguration {
    private static let key = "isolation"

    /// - Throws: `RecipeErrors` for a mistake in the file; `FileError` if it cannot be read.
    static func isolation() throws -> PluginIsolation {
        guard let path, Files.isRegularFile(path) else { return .all }
        let source = try SourceFile(recipe: try FileReader.bytes(path, limit: 1 << 20), name: path)
        guard let root = try YAMLReader.read(source), !root.isNull else { return .all }
        func mistake(_ found: Node, _ expected: String, _ path: String) -> RecipeErrors {
            RecipeErrors([
                RecipeError(.wrongType(expected: expected, found: found.described), path: path, at: found.mark)
            ])
        }
        guard let entries = root.entries else { throw mistake(root, "a mapping such as 'isolation: none'", "") }
        if let other = entries.first(where: { $0.key != key }) {
            let nearest = nearestName(to: other.key, in: [key])
            throw RecipeErrors([
                RecipeError(
                    .unknown(kind: "setting of plug-ins", name: other.key, nearest: nearest, known: [key]),
                    path: other.key, at: other.keyMark)
            ])
        }
        guard let value = root[key], !value.isNull else { return .all }
        if value.text == "none" { return .none }
        guard let plugins = value.entries else {
            throw mistake(value, "'none', or a mapping such as '{mirostat: none}'", key)
        }
        for plugin in plugins where plugin.value.text != "none" {
            throw mistake(plugin.value, "'none'", "\(key).\(plugin.key)")
        }
        return .allExcept(Set(plugins.map(\.key)))
    }

    private static var path: String? {
        func variable(_ name: String) -> String? {
            getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
        }
        let folder = variable("XDG_CONFIG_HOME") ?? variable("HOME").map { "\($0)/.config" }
        return folder.map { "\($0)/muse/plugins.yaml" }
    }
}

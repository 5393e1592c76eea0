import MusePlugins
import MuseProtocols

/// Checks the reader of plug-in manifests: it accepts a text or names its mistakes.
enum ManifestCheck {
    static func check(_ input: [UInt8]) throws {
        do {
            let manifest = try PluginManifest(input, path: "plugin.yaml", folder: "/nonexistent/fuzz")
            _ = manifest.components.map(manifest.name(of:))
        } catch let error as RecipeError {
            _ = error.description
        } catch let error as RecipeErrors {
            _ = error.description
        }
    }
}

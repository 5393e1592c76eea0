import Foundation
import MuseProtocols
import MuseRecipe

/// A temporary folder with `tunes.abc`, which is removed when the test ends.
final class RecipeFolder {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = NSTemporaryDirectory() + "muse-recipe-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try write("tunes.abc", "X:1\nK:C\nC|\n")
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ bytes: Data) throws {
        let folder = (file(name) as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try bytes.write(to: URL(fileURLWithPath: file(name)))
    }

    func load(_ name: String = "jig.yaml", set: [String] = []) throws -> [Recipe] {
        // The folders in `plugins` are plug-ins with their names as ids.
        let plugins = file("plugins")
        let files = PluginFiles { _ in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: plugins)) ?? []
            return Dictionary(uniqueKeysWithValues: names.map { ($0, "\(plugins)/\($0)") })
        }
        return try Recipe.load(file(name), overrides: set.map { Override($0) }, pluginFiles: files) { _ in
            Toy.registries
        }
    }

    /// The single recipe of a file without a sweep.
    func recipe(_ text: String, set: [String] = []) throws -> Recipe {
        try write("jig.yaml", text)
        let recipes = try load(set: set)
        guard recipes.count == 1 else { throw Unexpected("\(recipes.count) recipes") }
        return recipes[0]
    }

    /// The messages about mistakes in a recipe, without the folder's name; empty if there are none.
    func complaint(_ name: String = "jig.yaml", set: [String] = []) throws -> String {
        do {
            _ = try load(name, set: set)
            return ""
        } catch let error as RecipeErrors {
            return error.description.replacingOccurrences(of: path + "/", with: "")
        }
    }

    func complaint(about text: String, set: [String] = []) throws -> String {
        try write("jig.yaml", text)
        return try complaint(set: set)
    }
}

struct Unexpected: Error {
    let what: String
    init(_ what: String) { self.what = what }
}

/// A recipe without mistakes, which tests modify.
let sound = """
    muse: 1
    corpus: {files: [tunes.abc]}
    tokenizer: {type: grid}
    generator: {type: chain}

    """

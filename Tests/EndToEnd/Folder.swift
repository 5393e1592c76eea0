import Foundation

/// A temporary folder for one test, with a model cache beside it. Both are removed when the test ends.
final class Folder {
    private let root: String
    let path: String
    var cache: String

    init(_ files: [String: String] = [:]) throws {
        root = NSTemporaryDirectory() + "muse-end-to-end-" + UUID().uuidString
        path = root + "/work"
        cache = root + "/cache"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, text) }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// A folder with the tunebook and a recipe that learns from it.
    static func withRecipe(_ recipe: String = jigRecipe) throws -> Folder {
        try Folder(["tunes.abc": tunebook, "jig.yaml": recipe])
    }

    func muse(_ arguments: String...) throws -> MuseBinary.Result {
        try MuseBinary.run(arguments, in: path, cache: cache)
    }

    func shell(_ script: String) throws -> MuseBinary.Result {
        try MuseBinary.shell(script, in: path, cache: cache)
    }

    func startShell(_ script: String) throws -> RunningProcess {
        try MuseBinary.start("/bin/sh", ["-c", script], in: path, cache: cache)
    }

    func start(_ arguments: String...) throws -> RunningProcess {
        try MuseBinary.start(MuseBinary.path(), arguments, in: path, cache: cache)
    }

    /// The running processes that work in the folder or name it in their command lines.
    var processes: [String] {
        let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return numbers.filter { Int($0) != nil }.compactMap { number in
            let bytes = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") ?? Data()
            let line = String(decoding: bytes, as: UTF8.self)
            let place = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(number)/cwd")) ?? ""
            return line.contains(path) || place.hasPrefix(path) ? "\(number) \(line)" : nil
        }
    }

    func write(_ name: String, _ text: String) throws { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ bytes: Data) throws {
        let url = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: url)
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")) }

    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// The sorted paths of all files in a folder, including hidden ones.
    func files(_ folder: String = ".") throws -> [String] {
        let names = try FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(folder)")
        return names.filter { name in
            var isFolder: ObjCBool = false
            let full = "\(path)/\(folder)/\(name)"
            return FileManager.default.fileExists(atPath: full, isDirectory: &isFolder) && !isFolder.boolValue
        }.sorted()
    }

    /// The contents of all files in a folder.
    func contents(_ folder: String) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        for name in try files(folder) { contents[name] = try bytes("\(folder)/\(name)") }
        return contents
    }
}

import MusePlugins
import MuseProcesses
import MuseRecipe
import MuseStorage

/// Where a plug-in is installed from: a folder, an archive or a git repository.
enum PackageSource: Equatable {
    case folder(String)
    case tarArchive(String)
    case zipArchive(String)
    case repository(url: String)

    private static let tarEndings = [".tar", ".tar.gz", ".tgz", ".tar.xz"]
    private static let zipEnding = ".zip"

    /// - Throws: `MuseError.use` if the text names none of them.
    init(_ text: String) throws {
        if Files.isRegularFile(text) {
            if Self.tarEndings.contains(where: text.hasSuffix) {
                self = .tarArchive(text)
            } else if text.hasSuffix(Self.zipEnding) {
                self = .zipArchive(text)
            } else {
                let endings = (Self.tarEndings + [Self.zipEnding]).joined(separator: ", ")
                throw MuseError.use("'\(printable(text))' is not an archive; expected one of \(endings)")
            }
        } else if text.contains("://") || text.hasPrefix("git@") || text.hasSuffix(".git") {
            self = .repository(url: text)
        } else if Files.isFolder(text) {
            self = .folder(text)
        } else {
            throw MuseError.use(
                "there is no folder or archive '\(printable(text))', and it is not a git URL such as https://…")
        }
    }

    /// The folder with the plug-in's files, unpacked or cloned below `temporary` if necessary.
    ///
    /// - Throws: `MuseError.data` for an archive that is damaged or leaves its folder, for a repository that cannot be
    ///   cloned, or if there is no manifest; `FileError`; `CancellationError`.
    func fetch(into temporary: String, isCancelled: @escaping @Sendable () -> Bool) throws -> String {
        func run(_ command: [String], _ what: String) throws -> String {
            // Without a prompt for a password, which nobody would see.
            let process = try FinishedProcess(
                command, environment: ["GIT_TERMINAL_PROMPT": "0"], isCancelled: isCancelled)
            guard process.end == .exited(0) else {
                throw MuseError.data("\(what):\n\(process.output)")
            }
            return process.standardOutput
        }
        func unpack(_ path: String, list: [String], extract: [String]) throws -> String {
            let failure = "'\(printable(path))' cannot be unpacked"
            try Self.checkNames(try run(list, failure), path)
            _ = try run(extract, failure)
            return try Self.checked(Self.inner(temporary), named: path)
        }
        switch self {
        case .folder(let folder): return try Self.checked(folder, named: folder)
        case .tarArchive(let path):
            let file = Files.absolute(path)
            return try unpack(path, list: ["tar", "-tf", file], extract: ["tar", "-xf", file, "-C", temporary])
        case .zipArchive(let path):
            let file = Files.absolute(path)
            return try unpack(path, list: ["unzip", "-Z1", file], extract: ["unzip", "-q", file, "-d", temporary])
        case .repository(let url):
            let folder = "\(temporary)/repository"
            _ = try run(
                ["git", "clone", "--quiet", "--depth", "1", "--", url, folder], "'\(printable(url))' cannot be cloned")
            return try Self.checked(folder, named: url)
        }
    }

    /// The folder that links must not leave; nil for a folder on this machine, whose links its owner has made.
    func boundary(of folder: String) -> String? { if case .folder = self { nil } else { folder } }

    /// Archives often have one folder, with everything in it.
    private static func inner(_ folder: String) -> String {
        let names = Files.names(in: folder)
        let only = "\(folder)/\(names.first ?? "")"
        return !PluginSearch.isPlugin(folder) && names.count == 1 && Files.isFolder(only) ? only : folder
    }

    private static func checked(_ folder: String, named name: String) throws -> String {
        if PluginSearch.isPlugin(folder) { return folder }
        throw MuseError.data("no plug-in in '\(printable(name))': it has no \(PluginManifest.fileName) at its top")
    }

    /// - Parameter names: the names of an archive's members, one a line.
    private static func checkNames(_ names: String, _ path: String) throws {
        for name in names.split(separator: "\n") where name.hasPrefix("/") || name.split(separator: "/").contains("..")
        {
            throw MuseError.data("'\(printable(path))' has a member outside its folder: '\(printable(String(name)))'")
        }
    }
}

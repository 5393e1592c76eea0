import MusePlatform
import MuseProtocols
import MuseRecipe

/// The files of a plug-in with their sizes and times, to notice changes. Excludes the library that a Makefile builds.
package struct FolderState: Equatable {
    private let folder: String
    private let states: [String: State]

    private struct State: Equatable {
        let size: Int
        let seconds: Int
        let nanoseconds: Int
    }

    /// - Parameter folder: the plug-in's folder. It may have no plug-in while its author writes it.
    package init(_ folder: String) {
        self.folder = folder
        var library: String?
        if let manifest = try? PluginManifest(folder: folder), case .library(let path) = manifest.route {
            library = path
        }
        var states: [String: State] = [:]
        for path in PluginManifest.files(in: folder) where path != library { states[path] = Self.state(of: path) }
        self.states = states
    }

    /// Waits for a change: looks twice a second.
    ///
    /// - Returns: the files after the change, and the names of those that have changed, appeared or vanished.
    /// - Throws: `CancellationError`.
    package func nextChange(isCancelled: () -> Bool) throws -> (state: FolderState, changes: [String]) {
        while true {
            let now = FolderState(folder)
            if now != self {
                let changes = Set(states.keys).union(now.states.keys).filter { states[$0] != now.states[$0] }
                    .map { $0.hasPrefix("\(folder)/") ? String($0.dropFirst(folder.count + 1)) : $0 }.sorted()
                return (now, changes)
            }
            for _ in 0..<10 {
                if isCancelled() { throw CancellationError() }
                usleep(50_000)
            }
        }
    }

    private static func state(of path: String) -> State? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        #if canImport(Darwin)
            let modified = status.st_mtimespec
        #else
            let modified = status.st_mtim
        #endif
        return State(size: Int(status.st_size), seconds: modified.tv_sec, nanoseconds: modified.tv_nsec)
    }
}

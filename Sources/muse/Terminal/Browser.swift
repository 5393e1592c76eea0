import MusePlatform
import MuseProcesses

/// The user's web browser.
enum Browser {
    #if canImport(Darwin)
        private static let opener = ExternalProgram("open", package: "")
        private static let hasScreen = true
    #else
        private static let opener = ExternalProgram("xdg-open", package: "xdg-utils")
        private static var hasScreen: Bool { getenv("DISPLAY") != nil || getenv("WAYLAND_DISPLAY") != nil }
    #endif

    /// Opens a file; false if there is no browser, as on a server.
    static func open(_ path: String) -> Bool {
        guard hasScreen, opener.isInstalled else { return false }
        // Some openers end only with the browser.
        let script = "\(opener.name) \"$0\" </dev/null >/dev/null 2>&1 &"
        return (try? FinishedProcess(["/bin/sh", "-c", script, path])) != nil
    }
}

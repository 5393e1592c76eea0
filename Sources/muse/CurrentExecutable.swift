import MusePlatform

/// The executable file of this process.
enum CurrentExecutable {
    static var path: String {
        let fallback = CommandLine.arguments.first ?? "muse"
        guard let real = realpath("/proc/self/exe", nil) else { return fallback }
        defer { free(real) }
        return String(cString: real)
    }
}

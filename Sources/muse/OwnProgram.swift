import MusePlatform

/// This program, as it can be started again.
enum OwnProgram {
    static var path: String {
        let named = CommandLine.arguments.first ?? "muse"
        guard let real = realpath("/proc/self/exe", nil) else { return named }
        defer { free(real) }
        return String(cString: real)
    }
}

import MusePlatform

/// Output to the user. Standard output carries only results; everything else goes to standard error. Of several
/// processes that work together, only rank 0 writes.
enum Terminal {
    static let errorIsTerminal = isatty(2) == 1
    static let outputIsTerminal = isatty(1) == 1

    /// Whether a person can be asked: both standard input and standard error are a terminal.
    static var isInteractive: Bool { isatty(0) == 1 && errorIsTerminal }

    /// The number of columns of standard output; 80 if it is unknown.
    static var width: Int { columns(of: 1) }

    /// The number of columns of standard error; 80 if it is unknown.
    static var errorWidth: Int { columns(of: 2) }

    private static func columns(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Writes a line to standard error. Failures, such as a closed standard error, are ignored.
    static func say(_ line: String) { put(line + "\n") }

    /// Whether a line of standard error can be replaced: not in a file, and not on a terminal without cursor control
    /// (`TERM=dumb`).
    static let canRewriteLine =
        errorIsTerminal && !["", "dumb"].contains(getenv("TERM").map { String(cString: $0) } ?? "")

    /// Clears the line of standard error, which a progress bar may fill; empty if lines cannot be replaced.
    static let clearLine = canRewriteLine ? "\r\u{1B}[K" : ""

    static func put(_ text: String) { if Ranks.isFirst { try? write(Array(text.utf8), to: 2) } }

    /// Writes a line to standard error, also from another rank than 0.
    static func sayOnAnyRank(_ line: String) { try? write(Array((line + "\n").utf8), to: 2) }

    /// Writes a result to standard output.
    ///
    /// - Throws: `OutputError` if it cannot be written, as on a full disk.
    static func output(_ bytes: [UInt8]) throws { if Ranks.isFirst { try write(bytes, to: 1) } }

    static func output(line: String) throws { try output(Array((line + "\n").utf8)) }

    /// Writes bytes to a file descriptor.
    static func write(_ bytes: [UInt8], to descriptor: Int32) throws(OutputError) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { buffer in
                #if canImport(Glibc)
                    Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #elseif canImport(Musl)
                    Musl.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                    Darwin.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw OutputError(reason: String(cString: strerror(errno))) }
            start += count
        }
    }
}

/// Standard output could not be written.
struct OutputError: Error, CustomStringConvertible {
    let reason: String
    var description: String { "standard output: \(reason)" }
}

import MuseKit
import MusePlatform
import MusePlugins
import MuseProtocols
import MuseStorage

/// Writes the calls of plug-ins, one a line, as they happen:
///
///     0.031204 typical sampler/adjust 6 rows of 118: tokens 14+1 14+1 → best 12 (-0.31) 7 (-1.5) in 41 µs
///
/// The time is in seconds since the start. A trace is complete up to the last call, however muse ends.
final class TraceWriter: Sendable {
    private let start = ContinuousClock.now
    /// The file; nil after a failure to write it.
    private let file: Monitor<Int32?>
    private let path: String

    /// - Parameter path: the file, which is replaced; `-` for standard error.
    /// - Throws: `FileError` if it cannot be opened.
    init(_ path: String) throws {
        self.path = path
        let file =
            path == "-"
            ? fcntl(2, F_DUPFD_CLOEXEC, 3) : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw FileError(path: path, code: errno) }
        self.file = Monitor(file)
    }

    deinit {
        if let file = file.read({ $0 }) { close(file) }
    }

    func write(_ call: PluginCall) {
        let line =
            (path == "-" ? Terminal.clearLine : "")
            + "\(Self.seconds(call.began - start)) \(call.plugin) \(call.method) \(call.parameters) → \(call.answer)"
            + " in \(call.elapsed.shortText)\n"
        file.change { file in
            guard let open = file else { return }
            do throws(OutputError) {
                try Terminal.write(Array(line.utf8), to: open)
            } catch {
                Terminal.say("warning: the trace in '\(printable(path))' ends here: \(error.reason)")
                close(open)
                file = nil
            }
        }
    }

    /// Seconds with six decimals.
    private static func seconds(_ duration: Duration) -> String {
        let microseconds = Int(duration / .microseconds(1))
        let fraction = String(microseconds % 1_000_000)
        return "\(microseconds / 1_000_000)." + String(repeating: "0", count: 6 - fraction.count) + fraction
    }
}

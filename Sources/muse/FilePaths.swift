import ArgumentParser

/// Paths of files on the command line.
///
/// The argument parser takes time in proportion to the square of the number of arguments: 7 s for 12 800 file names. It
/// is therefore given many paths as one argument, joined with the NUL character, which occurs in no argument.
struct FilePaths: ExpressibleByArgument {
    let paths: [String]

    init(argument: String) { paths = argument.split(separator: "\0").map(String.init) }

    /// Returns the arguments with each long series of paths joined.
    ///
    /// - Parameter others: the number of arguments that a command takes before its files.
    static func joined(_ arguments: [String], after others: Int) -> [String] {
        let shortest = 64
        var joined: [String] = []
        var start = 0
        while start < arguments.count {
            // A series starts with the name of the command or with the value of an option, and the command's other
            // arguments can follow.
            let end = arguments[start...].firstIndex { $0.hasPrefix("-") } ?? arguments.count
            let paths = arguments[start..<end]
            if paths.count < shortest {
                joined += paths
            } else {
                joined += paths.prefix(1 + others) + [paths.dropFirst(1 + others).joined(separator: "\0")]
            }
            if end < arguments.count { joined.append(arguments[end]) }
            start = end + 1
        }
        return joined
    }
}

extension [FilePaths] {
    var paths: [String] { flatMap(\.paths) }
}

/// A command that takes any number of files.
protocol FilesCommand: ParsableCommand {
    /// The number of arguments before the files.
    static var argumentsBeforeFiles: Int { get }
}

extension FilesCommand {
    static var argumentsBeforeFiles: Int { 0 }
}

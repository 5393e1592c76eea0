import ArgumentParser

/// Paths of files on the command line.
///
/// The argument parser takes time in proportion to the square of the number of arguments: 7 s for 12 800 file names. It
/// is therefore given many paths as one argument, joined with the NUL character, which occurs in no argument.
struct FilePaths: ExpressibleByArgument {
    let paths: [String]

    init(argument: String) { paths = argument.split(separator: "\0").map(String.init) }

    /// Returns the arguments with each long series of paths joined.
    static func joined(_ arguments: [String]) -> [String] {
        let shortest = 64
        var joined: [String] = []
        var start = 0
        while start < arguments.count {
            // What follows an option can be its value.
            let end = arguments[start...].firstIndex { $0.hasPrefix("-") } ?? arguments.count
            let paths = arguments[start..<end]
            if paths.count < shortest {
                joined += paths
            } else {
                joined += [paths[start], paths[(start + 1)...].joined(separator: "\0")]
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
protocol FilesCommand: ParsableCommand {}

import MusePlatform
import MusePlugins
import MuseProtocols
import MuseRecipe
import MuseSamplers
import MuseStorage

/// How the command ends where it cannot go on: a message on standard error and an exit code.
struct Failure {
    /// After sysexits.h; 130 is what a shell says of a program that Ctrl-C ended.
    enum Code: Int32 {
        case usage = 64
        case data = 65
        case software = 70
        case inputOutput = 74
        case interrupted = 130
    }

    let message: String
    let code: Code

    init(_ error: any Error) {
        switch error {
        case let error as RecipeErrors: self.init(error.description, .data)
        case let error as RecipeError: self.init(error.description, .data)
        case let error as PluginError: self.init(error.description, .data)
        case let error as Diagnostic: self.init(error.description, .data)
        case let error as WrongData: self.init("error: \(error.message)", .data)
        case let error as WrongUse: self.init("error: \(error.message)", .usage)
        case is TokenizationError, is DetokenizationError, is ExportError, is FitError, is StorageError:
            self.init("error: \(printable("\(error)"))", .data)
        case is FileError, is OutputError: self.init("error: \(printable("\(error)"))", .inputOutput)
        case is CancellationError: self.init("interrupted", .interrupted)
        case is DecodingFailure:
            self.init("error: a component failed, which is a fault of muse and not of the recipe: \(error)", .software)
        default: self.init("error: \(printable("\(error)"))", .software)
        }
    }

    private init(_ message: String, _ code: Code) {
        self.message = message
        self.code = code
    }

    func exit() -> Never {
        InstalledPlugins.stop()
        Terminal.say(message)
        #if canImport(Glibc)
            Glibc.exit(code.rawValue)
        #elseif canImport(Musl)
            Musl.exit(code.rawValue)
        #else
            Darwin.exit(code.rawValue)
        #endif
    }
}

/// Something is wrong with what a file holds.
struct WrongData: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

/// The arguments do not go together.
struct WrongUse: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

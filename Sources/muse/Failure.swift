import MuseKit
import MusePlatform
import MusePlugins
import MuseProtocols
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
        let error = (error as? Interrupted)?.cause ?? error
        message =
            switch error {
            // These carry a headline of their own.
            case is RecipeErrors, is RecipeError, is PluginError, is Diagnostic: "\(error)"
            // Its lines are a plug-in's words, shown as they are.
            case let error as MuseError: "error: \(error)"
            case is CancellationError: "interrupted"
            case is DecodingFailure:
                "error: a component failed, which is a fault of muse and not of the recipe: \(error)"
            default: "error: \(printable("\(error)"))"
            }
        code =
            switch Fault(error) {
            case .use: .usage
            case .data: .data
            case .inputOutput: .inputOutput
            case .cancelled: .interrupted
            case .software: error is OutputError ? .inputOutput : .software
            }
    }

    func exit() -> Never {
        Terminal.say(message)
        MusePlatform.exit(code.rawValue)
    }
}

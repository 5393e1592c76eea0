import MuseKit
import MusePlatform
import MusePlugins
import MuseProtocols
import MuseRanks
import MuseSamplers
import MuseStorage

/// A failure of the command: a message for standard error and an exit code.
struct Failure {
    /// Codes of sysexits.h; 130 is a shell's code for a program that Ctrl-C ended. Other signals give 128 plus their
    /// number.
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
            // These have their own headline.
            case is RecipeErrors, is RecipeError, is PluginError, is Diagnostic: "\(error)"
            // Can have several lines, such as a plug-in's output.
            case let error as MuseError: "error: \(error)"
            case is CancellationError: "interrupted"
            case is DecodingFailure:
                "error: bug in a component, not a mistake in the recipe: \(error)"
            default: "error: \(printable("\(error)"))"
            }
        code =
            switch Fault(error) {
            case .use: .usage
            case .data: .data
            case .inputOutput: .inputOutput
            case .cancelled: .interrupted
            case .software: error is OutputError || error is RankError ? .inputOutput : .software
            }
    }

    func exit() -> Never {
        if Ranks.isShared { Ranks.fail(message, code) }
        Terminal.say(message)
        if code == .interrupted, let number = Interrupt.signalNumber { MusePlatform.exit(128 + number) }
        MusePlatform.exit(code.rawValue)
    }
}

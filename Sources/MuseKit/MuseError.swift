import MusePlugins
import MuseProtocols
import MuseSamplers
import MuseStorage

/// What muse refuses to do, or cannot do, beyond the mistakes of a recipe (`RecipeErrors`) and of files (`FileError`).
public enum MuseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Something is wrong with what a file holds.
    case data(String)
    /// The arguments do not go together.
    case use(String)

    public var description: String {
        switch self {
        case .data(let message), .use(let message): message
        }
    }
}

/// Generation was stopped by its observer or by a plug-in that failed: the tunes that were finished, and why it
/// stopped.
public struct Interrupted: Error {
    /// In order; some numbers may be missing.
    public let finished: [GeneratedTune]
    /// `CancellationError`, or the failure of a plug-in.
    public let cause: any Error
}

/// Whose matter an error is: what a program that embeds muse tells apart.
public enum Fault: Sendable, Equatable {
    /// The arguments of a call.
    case use
    /// A recipe, or the contents of a file.
    case data
    /// The file system.
    case inputOutput
    /// The observer asked to stop.
    case cancelled
    /// A fault of muse.
    case software

    /// - Parameter error: thrown by anything of this library.
    public init(_ error: any Error) {
        switch error {
        case let error as Interrupted: self.init(error.cause)
        case let error as MuseError:
            switch error {
            case .data: self = .data
            case .use: self = .use
            }
        case is RecipeErrors, is RecipeError, is PluginError, is Diagnostic, is TokenizationError,
            is DetokenizationError, is ExportError, is FitError, is StorageError:
            self = .data
        case is FileError: self = .inputOutput
        case is CancellationError: self = .cancelled
        default: self = .software
        }
    }
}

import MuseExport
import MusePlugins
import MuseProcesses
import MuseProtocols
import MuseSamplers
import MuseStorage

/// An error other than mistakes in a recipe (`RecipeErrors`) and file-system errors (`FileError`).
public enum MuseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file or model has contents that cannot be used.
    case data(String)
    /// The arguments are invalid.
    case use(String)

    public var description: String {
        switch self {
        case .data(let message), .use(let message): message
        }
    }
}

/// Thrown when generation is stopped by its observer or by the failure of a plug-in.
public struct Interrupted: Error {
    /// The tunes finished by then, in order; numbers may be missing.
    public let finished: [GeneratedTune]
    /// `CancellationError`, or the error of the plug-in.
    public let cause: any Error
}

/// The category of an error, for programs that embed muse.
public enum Fault: Sendable, Equatable {
    /// Invalid arguments.
    case use
    /// A mistake in a recipe, or invalid contents of a file.
    case data
    /// A file-system error.
    case inputOutput
    /// Cancelled by the observer.
    case cancelled
    /// A bug in muse.
    case software

    /// - Parameter error: any error thrown by this library.
    public init(_ error: any Error) {
        switch error {
        case let error as Interrupted: self.init(error.cause)
        case let error as MuseError:
            switch error {
            case .data: self = .data
            case .use: self = .use
            }
        case is RecipeErrors, is RecipeError, is PluginError, is PackageError, is Diagnostic, is TokenizationError,
            is ConditioningError, is DetokenizationError, is ExportError, is FitError, is StorageError:
            self = .data
        case is FileError, is MissingProgramError, is MissingSoundFontError, is MissingSoundDeviceError,
            is ProgramError:
            self = .inputOutput
        case is CancellationError: self = .cancelled
        default: self = .software
        }
    }
}

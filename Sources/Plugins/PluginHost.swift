import MuseProtocols
import MuseStorage

/// A plug-in in a library or a process. Shared by all threads. No code of the plug-in runs before the first call that
/// needs it.
protocol PluginHost: AnyObject, Sendable {
    var manifest: PluginManifest { get }

    /// Creates a component with its settings inside the plug-in.
    ///
    /// - Throws: `PluginError`.
    func instance(_ component: PluginManifest.Component, _ settings: PluginSettings) throws -> any PluginInstance

    /// A sampler, created inside the plug-in on first use.
    func sampler(_ component: PluginManifest.Component, _ settings: PluginSettings) -> any Sampler

    /// The process group that runs the plug-in; nil if there is none.
    var processIdentifier: Int32? { get }

    /// Stops the plug-in. No method may be called afterwards.
    func stop()
}

extension PluginHost {
    func failure(_ message: String) -> PluginError { PluginError(manifest, message) }
}

/// A component inside a plug-in. Shared by all threads; destroyed with the last reference.
protocol PluginInstance: AnyObject, Sendable {
    /// Calls a method of `PluginProtocol`.
    ///
    /// - Parameter watch: progress and cancellation of a long call; nil for other calls.
    /// - Throws: `PluginError`; `CancellationError` if the watch cancels.
    func ask<Result: Decodable>(
        _ method: String, _ parameters: [String: JSON], _ result: Result.Type, watch: PluginWatch?
    ) throws -> Result

    /// A new scorer without tunes.
    ///
    /// - Throws: `PluginError`.
    func scorer() throws -> any PluginScorer
}

extension PluginInstance {
    func ask<Result: Decodable>(
        _ method: String, _ parameters: [String: JSON], _ result: Result.Type
    ) throws -> Result { try ask(method, parameters, result, watch: nil) }
}

/// Progress and cancellation of a long call.
struct PluginWatch {
    /// Called with the fraction done, 0 to 1, and a phrase.
    var progress: @Sendable (Double, String) -> Void
    var isCancelled: @Sendable () -> Bool
}

/// Scores next tokens of tunes inside a plug-in. Used by one thread at a time.
protocol PluginScorer: AnyObject {
    /// Adds tunes.
    func begin(_ tunes: [PluginTune])

    /// Drops tunes: keeps those for which `keep` is true.
    func retain(_ keep: [Bool])

    /// Writes natural-log probabilities `[tunes, size]` in row-major order.
    ///
    /// - Parameter tokens: all tokens of each tune so far.
    /// - Throws: `PluginError`.
    func scores(of tokens: [[TokenID]], size: Int, into scores: inout [Float]) throws
}

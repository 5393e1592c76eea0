import MuseProtocols
import MuseStorage

/// One plug-in at work, by whichever route. Shared by all threads. Nothing of the plug-in runs before the first call that
/// needs it.
protocol PluginHost: AnyObject, Sendable {
    var manifest: PluginManifest { get }

    /// A component with its settings, made inside the plug-in now.
    ///
    /// - Throws: `PluginError`.
    func instance(_ component: PluginManifest.Component, _ settings: PluginSettings) throws -> any PluginInstance

    /// A sampler, made inside the plug-in when it is first needed.
    func sampler(_ component: PluginManifest.Component, _ settings: PluginSettings) -> any Sampler

    /// The process group that runs it; nil where none does.
    var processIdentifier: Int32? { get }

    /// Ends what runs of it. Nothing may be called afterwards.
    func stop()
}

extension PluginHost {
    func failure(_ message: String) -> PluginError { PluginError(manifest, message) }
}

/// A component inside a plug-in. Shared by all threads; gone when nobody has it any more.
protocol PluginInstance: AnyObject, Sendable {
    /// Asks it something. Docs/Plugins.md has the questions with their parameters and results.
    ///
    /// - Parameter watch: for questions that take long; nil for those that have to be answered in the manifest's time.
    /// - Throws: `PluginError`; `CancellationError` where the watch says so.
    func ask<Result: Decodable>(
        _ method: String, _ parameters: [String: JSON], _ result: Result.Type, watch: PluginWatch?
    ) throws -> Result

    /// Tunes that a generator scores the next tokens of, none so far.
    ///
    /// - Throws: `PluginError`.
    func scorer() throws -> any PluginScorer
}

extension PluginInstance {
    func ask<Result: Decodable>(
        _ method: String, _ parameters: [String: JSON], _ result: Result.Type
    ) throws -> Result { try ask(method, parameters, result, watch: nil) }
}

/// Of a question that takes long: what is to be done meanwhile.
struct PluginWatch {
    /// Called with the share done, 0 to 1, and a phrase.
    var progress: @Sendable (Double, String) -> Void
    var isCancelled: @Sendable () -> Bool
}

/// Scores of next tokens for some tunes inside a plug-in. One thread's at a time.
protocol PluginScorer: AnyObject {
    /// Goes on with so many more tunes.
    func begin(_ count: Int)

    /// Drops tunes: keeps those for which `keep` is true.
    func retain(_ keep: [Bool])

    /// Natural-log scores, `[tunes, size]` row by row.
    ///
    /// - Parameter tokens: of each tune, all so far.
    /// - Throws: `PluginError`.
    func scores(of tokens: [[TokenID]], size: Int, into scores: inout [Float]) throws
}

/// What is made inside a plug-in when it is first needed, once. Shared by all threads.
final class Hosted<Product: Sendable>: Sendable {
    private let made = Monitor<Result<Product, any Error>?>(nil)
    private let make: @Sendable () throws -> Product

    init(_ make: @escaping @Sendable () throws -> Product) { self.make = make }

    func get() throws -> Product {
        try made.change { made in
            let result = made ?? Result(catching: make)
            made = result
            return result
        }.get()
    }
}

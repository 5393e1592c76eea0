import MuseProtocols

/// One plug-in at work, by whichever route. Shared by all threads. Nothing of the plug-in runs before the first call that
/// needs it.
protocol PluginHost: AnyObject, Sendable {
    var manifest: PluginManifest { get }

    // Components with their settings. Nothing runs yet.

    func sampler(_ component: PluginManifest.Component, _ settings: PluginSettings) -> any Sampler
    func rule(_ component: PluginManifest.Component, _ settings: PluginSettings) -> any Rule
    func exporter(_ component: PluginManifest.Component, _ settings: PluginSettings) -> any Exporter

    /// Ends what runs of it. Nothing may be called afterwards.
    func stop()
}

extension PluginHost {
    func failure(_ message: String) -> PluginError { PluginError(manifest, message) }
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

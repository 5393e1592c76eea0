import MuseProtocols

/// One plug-in at work, by whichever route. Shared by all threads. Nothing of the plug-in runs before the first call that
/// needs it.
protocol PluginHost: AnyObject, Sendable {
    var manifest: PluginManifest { get }

    /// A component with its settings.
    ///
    /// - Throws: `PluginError`.
    func sampler(_ type: String, _ settings: PluginSettings) throws -> any HostedSampler

    /// Ends what runs of it. Nothing may be called afterwards.
    func stop()
}

/// A sampler inside a plug-in, made with its settings. Shared by all threads.
protocol HostedSampler: AnyObject, Sendable {
    /// A tune begins.
    func begin() throws -> any HostedRow

    /// Changes the scores of several tunes.
    ///
    /// - Parameters:
    ///   - logits: a tune a row.
    ///   - rows: made by this sampler's `begin`.
    ///   - tokens: of each tune so far.
    /// - Throws: `PluginError`.
    func adjust(_ logits: inout [[Float]], of rows: [any HostedRow], tokens: [[TokenID]]) throws
}

/// One tune inside a plug-in, ended when nobody has it any more.
protocol HostedRow: AnyObject, Sendable {}

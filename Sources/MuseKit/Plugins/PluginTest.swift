/// What `Muse.testPlugin` shows of the calls of a plug-in.
public struct PluginTestOptions: Sendable {
    /// The file that the calls of the plug-in and their answers are written to, `-` for standard error; nil for none.
    public var trace: String?
    /// Whether what the plug-in prints is shown on standard error.
    public var isVerbose: Bool
    /// Polled on any thread; ends the tests when it becomes true.
    public var isCancelled: @Sendable () -> Bool

    public init(
        trace: String? = nil, isVerbose: Bool = false, isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.trace = trace
        self.isVerbose = isVerbose
        self.isCancelled = isCancelled
    }
}

/// A plug-in that has passed its tests.
public struct TestedPlugin: Sendable {
    /// Its components: `sampler 'typical'`.
    public let components: [String]
    /// The number of the author's cases, and the time of each component's typical call, one a line.
    public let notes: [String]
}

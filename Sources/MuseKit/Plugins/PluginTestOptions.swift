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

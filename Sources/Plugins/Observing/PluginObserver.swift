/// Receives what passes between muse and the processes of its plug-ins. For authors of plug-ins.
///
/// The closures are called on any thread, and from several at once. A library that runs in muse's own process is not
/// observed.
public struct PluginObserver: Sendable {
    /// Called after each call of a plug-in; nil if nobody wants to know, which costs nothing.
    public var called: (@Sendable (PluginCall) -> Void)?
    /// Called with the id of a plug-in and a line that it has printed; nil if nobody wants to know.
    public var printed: (@Sendable (_ plugin: String, _ line: String) -> Void)?

    /// Creates an observer that receives what it has closures for.
    public init(
        called: (@Sendable (PluginCall) -> Void)? = nil,
        printed: (@Sendable (_ plugin: String, _ line: String) -> Void)? = nil
    ) {
        self.called = called
        self.printed = printed
    }

    /// Receives nothing.
    public static var none: PluginObserver { PluginObserver() }

    /// Whether it receives anything.
    public var isActive: Bool { called != nil || printed != nil }
}

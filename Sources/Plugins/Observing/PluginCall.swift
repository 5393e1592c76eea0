/// A call of a plug-in: a request and its answer, shortened to one line each.
public struct PluginCall: Sendable {
    /// The id of the plug-in.
    public let plugin: String
    /// The method of the protocol: `rule/measure`.
    public let method: String
    /// The parameters of the request.
    public let parameters: String
    /// The result, or the error.
    public let answer: String
    /// When muse sent the request.
    public let began: ContinuousClock.Instant
    /// The time until the answer came.
    public let elapsed: Duration
}

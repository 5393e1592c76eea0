/// What the tests of a plug-in have found.
public struct PluginReport: Sendable {
    /// The problems, one on each line; empty if there are none.
    public let breaches: String
    /// The results of the author's cases and the time of calls.
    public let notes: [String]

    package init(breaches: String = "", notes: [String] = []) {
        self.breaches = breaches
        self.notes = notes
    }
}

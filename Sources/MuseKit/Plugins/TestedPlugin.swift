/// A plug-in that has passed its tests.
public struct TestedPlugin: Sendable {
    /// Its components: `sampler 'typical'`.
    public let components: [String]
    /// The number of the author's cases, and the time of each component's typical call, one a line.
    public let notes: [String]
}

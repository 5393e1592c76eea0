/// The options of decoding.
public struct DecodingRequest: Sendable {
    /// The number of tunes decoded together.
    public var rows: Int
    /// A mix of control tokens; nil to read all tokens unchanged. Needs `styleMix`.
    public var style: StyleMix?
    /// Whether to ignore the conditions, which the decoder still receives like other tokens. Needs `guidance`.
    public var isUnconditional: Bool
    /// A latent point for each row; nil if none is given. Needs `latents`.
    public var latents: [[Float]]?
    /// A template that every row reads before its first score. The decoder then scores the fillings. Needs `fill`.
    public var fill: FillTemplate?
    /// The grammar of each row, as an index of those that the model is conditioned on; nil for the first.
    public var grammars: [Int]?
    /// The tune of each row; nil if tokens are only scored.
    public var tunes: [TuneContext]?

    /// - Precondition: the number of latents is `rows`.
    public init(
        rows: Int, style: StyleMix? = nil, isUnconditional: Bool = false, latents: [[Float]]? = nil,
        fill: FillTemplate? = nil
    ) {
        precondition(latents?.count ?? rows == rows, "\(latents?.count ?? 0) latent points for \(rows) rows")
        self.rows = rows
        self.style = style
        self.isUnconditional = isUnconditional
        self.latents = latents
        self.fill = fill
    }

    /// The capabilities required by the request.
    public var needs: Set<Capability> {
        var result: Set<Capability> = []
        if style != nil { result.insert(.styleMix) }
        if isUnconditional { result.insert(.guidance) }
        if latents != nil { result.insert(.latents) }
        if fill != nil { result.insert(.fill) }
        return result
    }

    /// - Throws: `CapabilityError` if a required capability is missing.
    public func check(against capabilities: Set<Capability>) throws {
        let missing = needs.subtracting(capabilities)
        if !missing.isEmpty { throw CapabilityError(missing: missing.sorted()) }
    }
}

/// Everything that decoding depends on beside the tokens themselves.
public struct DecodingRequest: Sendable {
    /// Tunes that are decoded side by side.
    public var rows: Int
    /// Control tokens that are read as the mean of several; nil to read all tokens as they are. Needs `styleMix`.
    public var style: StyleMix?
    /// Conditions are not read, though the decoder is handed them like any other token. Needs `guidance`.
    public var isUnconditional: Bool
    /// A point for each row; nil for no point in particular. Needs `latents`.
    public var latents: [[Float]]?
    /// A template that every row has read before its first score: the decoder then scores the fillings. Needs `fill`.
    public var fill: FillTemplate?

    /// - Precondition: as many latents as rows.
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

    /// The capabilities that the request needs.
    public var needs: Set<Capability> {
        var result: Set<Capability> = []
        if style != nil { result.insert(.styleMix) }
        if isUnconditional { result.insert(.guidance) }
        if latents != nil { result.insert(.latents) }
        if fill != nil { result.insert(.fill) }
        return result
    }

    /// - Throws: `CapabilityError` where the capabilities do not include what the request needs.
    public func check(against capabilities: Set<Capability>) throws {
        let missing = needs.subtracting(capabilities)
        if !missing.isEmpty { throw CapabilityError(missing: missing.sorted()) }
    }
}

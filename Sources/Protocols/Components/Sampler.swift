/// Adjusts the scores of a step. A value type: each tune has its own copy, so a sampler may keep state.
public protocol Sampler: Sendable {
    /// Changes log-scores in place; `-inf` excludes a token. Tokens that the grammar excludes are `-inf` already. At
    /// least one token is finite before the call. At least one must be finite after it.
    ///
    /// - Throws: an error of a plug-in; built-in samplers fail only where a plug-in's tokenizer does.
    mutating func adjust(_ logits: inout [Float], at step: Step) throws

    /// The settings that are incompatible with a tokenizer; empty if there are none.
    func objections(to tokenizer: any Tokenizer) -> [SettingObjection]

    /// A batch of this sampler for new tunes; nil if adjusting them one by one is just as fast.
    func batch(rows: Int) -> (any SamplerBatch)?
}

extension Sampler {
    public func objections(to tokenizer: any Tokenizer) -> [SettingObjection] { [] }
    public func batch(rows: Int) -> (any SamplerBatch)? { nil }
}

/// A sampler that adjusts several tunes together and holds their state. Its rows match the decoder's.
public protocol SamplerBatch: AnyObject {
    /// Does what `Sampler.adjust` does, for each row.
    ///
    /// - Throws: an error of a plug-in.
    func adjust(_ logits: inout [[Float]], at steps: [Step]) throws

    /// Drops finished rows: keeps those for which `keep` is true.
    func retain(_ keep: [Bool])
}

/// The state of a tune during generation.
public struct Step: Sendable {
    /// The tokens so far.
    public let tokens: [TokenID]
    /// The tune; nil where tokens are numbers without a tokenizer, as in tests of samplers.
    public let tune: TuneContext?

    public init(tokens: [TokenID], tune: TuneContext? = nil) {
        self.tokens = tokens
        self.tune = tune
    }
}

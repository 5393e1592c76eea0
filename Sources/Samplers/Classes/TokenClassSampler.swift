package import MuseProtocols

/// Applies a sampler to the tokens of some classes alone, such as pitches or bar lines.
///
/// The sampler sees all other tokens as excluded. Afterwards the scores of the classes are shifted by a constant, so
/// that the total probability of the classes is what it was: a low temperature for pitches, for example, makes the
/// choice of the pitch more certain, but notes neither more nor less probable than bar lines.
///
/// Tokens sampled so far stay visible to the sampler, whatever their class. Without a tokenizer, as in tests, tokens
/// have no classes, and scores stay unchanged.
package struct TokenClassSampler: Sampler {
    private var sampler: any Sampler
    private let classes: Set<TokenKind>
    /// Whether each token belongs to the classes; nil before the first step.
    private var members: [Bool]?
    // Reused from step to step.
    private var scores: [Float] = []
    private var distribution = StepDistribution()

    package init(_ sampler: any Sampler, classes: Set<TokenKind>) {
        self.sampler = sampler
        self.classes = classes
    }

    package mutating func adjust(_ logits: inout [Float], at step: Step) throws {
        guard let tune = step.tune else { return }
        let members = members ?? tune.reader.kinds.map(classes.contains)
        self.members = members
        scores.removeAll(keepingCapacity: true)
        for (score, isMember) in zip(logits, members) { scores.append(isMember ? score : -.infinity) }
        guard distribution.read(scores) else { return }
        let before = distribution.logTotal
        try sampler.adjust(&scores, at: step)
        guard distribution.read(scores) else {
            // The draw reports that nothing is left.
            for (token, isMember) in members.enumerated() where isMember { logits[token] = -.infinity }
            return
        }
        let shift = before - distribution.logTotal
        for (token, isMember) in members.enumerated() where isMember {
            logits[token] = Float(Double(scores[token]) + shift)
        }
    }
}

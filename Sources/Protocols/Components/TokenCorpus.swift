/// Token sequences to learn from, by split.
public struct TokenCorpus: Sendable {
    public var vocabularySize: Int
    public var training: [[TokenID]]
    public var validation: [[TokenID]]
    public var test: [[TokenID]]
    /// What the tokens mean to models; nil where nothing is known but their numbers.
    public var reading: (any TokenReading)?

    public init(
        vocabularySize: Int, training: [[TokenID]], validation: [[TokenID]] = [], test: [[TokenID]] = [],
        reading: (any TokenReading)? = nil
    ) {
        self.vocabularySize = vocabularySize
        self.training = training
        self.validation = validation
        self.test = test
        self.reading = reading
    }
}

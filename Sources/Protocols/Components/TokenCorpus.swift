/// Token sequences for training, validation and test.
public struct TokenCorpus: Sendable {
    public var vocabularySize: Int
    public var training: TokenSequences
    public var validation: [[TokenID]]
    public var test: [[TokenID]]
    /// The meaning of the tokens; nil if only their numbers are known.
    public var reading: (any TokenReading)?

    public init(
        vocabularySize: Int, training: TokenSequences, validation: [[TokenID]] = [], test: [[TokenID]] = [],
        reading: (any TokenReading)? = nil
    ) {
        self.vocabularySize = vocabularySize
        self.training = training
        self.validation = validation
        self.test = test
        self.reading = reading
    }

    public init(
        vocabularySize: Int, training: [[TokenID]], validation: [[TokenID]] = [], test: [[TokenID]] = [],
        reading: (any TokenReading)? = nil
    ) {
        self.init(
            vocabularySize: vocabularySize, training: TokenSequences(training), validation: validation, test: test,
            reading: reading)
    }
}

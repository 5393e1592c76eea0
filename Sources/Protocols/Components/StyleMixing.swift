/// A generator whose models can read a mix of control tokens.
public protocol StyleMixingGenerator: Generator {}

/// A model that reads control tokens by rows of a table, which can be averaged.
public protocol StyleMixingModel: Model {
    /// Like `decoder(rows:)`, for tunes in a mix of styles.
    func decoder(rows: Int, mixing mix: StyleMix) -> any TokenDecoder
}

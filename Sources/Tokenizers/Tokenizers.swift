package import MuseProtocols

extension Registry where Product == any Tokenizer {
    /// The built-in tokenizers, in listing order.
    package static var builtIn: Self {
        Self(
            "tokenizer",
            [
                .init(ABCTokenizer.schema) { try ABCTokenizer($0) },
                .init(MelodyTokenizer.schema) { try MelodyTokenizer($0) },
                .init(ChoraleTokenizer.schema) { try ChoraleTokenizer($0) },
                .init(PianoRollTokenizer.schema) { try PianoRollTokenizer($0) },
            ])
    }
}

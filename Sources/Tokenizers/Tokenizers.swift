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
                .init(RemiScheme.schema) { EventTokenizer(try RemiScheme($0)) },
                .init(TSDScheme.schema) { EventTokenizer(try TSDScheme($0)) },
                .init(MIDILikeScheme.schema) { EventTokenizer(try MIDILikeScheme($0)) },
                .init(StructuredScheme.schema) { EventTokenizer(try StructuredScheme($0)) },
                .init(CPWordScheme.schema) { EventTokenizer(try CPWordScheme($0)) },
                .init(OctupleScheme.schema) { EventTokenizer(try OctupleScheme($0)) },
                .init(MuMIDIScheme.schema) { EventTokenizer(try MuMIDIScheme($0)) },
                .init(PerTokScheme.schema) { EventTokenizer(try PerTokScheme($0)) },
                .init(containing: SubwordMethod.bytePair.schema) { try SubwordTokenizer(.bytePair, $0, $1) },
                .init(containing: SubwordMethod.unigram.schema) { try SubwordTokenizer(.unigram, $0, $1) },
            ])
    }
}

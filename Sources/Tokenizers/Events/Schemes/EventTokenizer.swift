package import MuseMusic
package import MuseProtocols

/// A tokenizer of performances as events: notes with velocities, programs, tempos, meters, pedals and bends.
///
/// The tokens of a tune are those of its sequence, or of the sequences of its tracks in order, separated by `BOS_None`,
/// then `EOS_None`.
package struct EventTokenizer: Tokenizer {
    private let scheme: any EventScheme
    package let vocabulary: Vocabulary

    init(_ scheme: any EventScheme) {
        self.scheme = scheme
        vocabulary = Vocabulary(scheme.tokens.names)
    }

    package var endToken: TokenID { EventVocabulary.end }
    package var beats: (any BeatTracker)? { scheme.beats }
    package var readsPerformances: Bool { true }

    package func encode(_ score: Score) throws -> Encoding {
        var music = try scheme.preprocessor.music(of: score)
        let sequences = try scheme.sequences(of: &music)
        var tokens: [TokenID] = []
        tokens.reserveCapacity(sequences.reduce(1) { $0 + $1.count + 1 })
        for (index, sequence) in sequences.enumerated() {
            if index > 0 { tokens.append(EventVocabulary.begin) }
            tokens += sequence
        }
        tokens.append(EventVocabulary.end)
        return Encoding(tokens: tokens, losses: music.losses)
    }

    package func lines(of tokens: [TokenID]) -> [ArraySlice<TokenID>] {
        var lines = tokens.split(separator: EventVocabulary.begin, omittingEmptySubsequences: false)
        if scheme.options.isCompatible, lines.last?.last == EventVocabulary.end { lines[lines.count - 1].removeLast() }
        return lines
    }

    /// Without `EOS_None`, which MidiTok does not print, nothing tells where a tune ends.
    package var lineSeparator: TokenID? { scheme.options.isCompatible ? nil : EventVocabulary.begin }

    package func decode(_ tokens: [TokenID]) throws -> Score {
        let music = tokens.prefix { $0 != EventVocabulary.end }
        return scheme.decode(music.split(separator: EventVocabulary.begin)).score()
    }

    package func grammar(for plan: Plan) throws -> any TokenGrammar { try EventGrammar(scheme, plan) }

    package func kind(of token: TokenID) -> TokenKind {
        if token == EventVocabulary.end { return .end }
        return switch scheme.tokens[token]?.type {
        case .pitch, .pitchDrum, .noteOn, .drumOn, .intervalTime, .intervalChord: .note
        case .bar: .bar
        case .rest: .rest
        case .duration: .duration
        default: .other
        }
    }

    package func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int? {
        guard let (type, index) = scheme.tokens[token] else { return nil }
        return switch type {
        case .pitch, .noteOn: scheme.options.pitches.lowerBound + index
        // Numbers of drums are not pitches, and intervals depend on more than the token before.
        default: nil
        }
    }

    package func noteCount(_ tokens: [TokenID]) -> Int {
        tokens.count { kind(of: $0) == .note }
    }
}

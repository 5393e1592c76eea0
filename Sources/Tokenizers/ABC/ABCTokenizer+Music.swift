public import MuseMusic
import MuseNotation
public import MuseProtocols

extension ABCTokenizer {
    public func kind(of token: TokenID) -> TokenKind {
        if isCondition(token) { return .condition }
        return switch meaning(of: token) {
        case .pitch: .note
        case .rest: .rest
        case .duration: .duration
        case .barline, .ending, .cadence: .bar
        case .unit, .keyAccidental: .condition
        default: .other
        }
    }

    /// Relative pitches count from the tonic. An alteration before the note replaces or raises that of the signature.
    public func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int? {
        guard case .pitch(let position)? = meaning(of: token) else { return nil }
        let key = key ?? Key(PitchClass(step: 0), .none)
        let tonic = Pitch(step: Int(key.tonic.step), octave: 4).staffPosition
        let staffPosition = position + (tokens.isRelative ? tonic : 0)
        var alter = key.alterations[staffPosition - 7 * staffPosition.flooredDivision(by: 7)]
        if let previous, case .alteration(let semitones)? = meaning(of: previous) {
            alter = tokens.isRelative ? alter + semitones : semitones
        }
        return Pitch(staffPosition: staffPosition, alter: alter).midi
    }

    public func changesPitches(_ token: TokenID) -> Bool {
        if case .alteration? = meaning(of: token) { true } else { false }
    }

    public func placedEncoding(of score: Score) throws -> PlacedEncoding {
        let score = score.notatedIfPerformed()
        var encoder = encoder(score)
        let tokens = try encoder.encoding().tokens
        return PlacedEncoding(
            score: score, part: try part.index(in: score), tokens: tokens, starts: encoder.placedStarts,
            ends: encoder.placedEnds)
    }

    public func tokens(of pitch: Pitch, in key: Key) -> [TokenID]? {
        let written = ABCToken.tokens(
            of: pitch, alterations: key.alterations,
            tonicPosition: Pitch(step: Int(key.tonic.step), octave: 4).staffPosition, isRelative: tokens.isRelative)
        let ids = [written.alteration, written.pitch].compactMap(\.self).map { tokens[$0] }
        return ids.contains(nil) ? nil : ids.compactMap(\.self)
    }

    /// nil for numbers outside the vocabulary.
    private func meaning(of token: TokenID) -> ABCToken? {
        tokens.tokens.indices.contains(Int(token)) ? tokens.tokens[Int(token)] : nil
    }
}

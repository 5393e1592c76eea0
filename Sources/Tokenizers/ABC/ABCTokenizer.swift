public import MuseMusic
import MuseNotation
public import MuseProtocols

/// Encodes folk notation as the elements of ABC notation rather than its characters.
///
/// A sequence is a header (labels, rhythm, meter, unit length, tonic, mode) and a body of notes, lengths, bar lines,
/// repeats and endings, closed by `<end>`. A note of unit length is one token, so a four-bar line of a jig takes about
/// 30 tokens. Pitches are either scale steps from the tonic (`relative`: a tune is the same in every key) or written
/// notes (`absolute`). In both cases an accidental token precedes a note outside the key signature.
///
/// The tokens represent one voice of one part with its notation, except slurs, lyrics, annotations, tempo and part
/// labels. Chord symbols and ornaments are optional.
///
/// Source: tokens above the level of ABC's characters follow Sturm et al., "Music transcription modelling and
/// composition using deep learning", CSMC 2016. Scale-relative pitch and the grammar are ours.
public struct ABCTokenizer: Tokenizer {
    enum PitchNaming: String, SettingChoice { case relative, absolute }

    static let pitch = Setting<PitchNaming>(
        "pitch", default: .relative, "pitch encoding; relative: scale steps from the tonic; absolute: written notes")
    static let chordSymbols = Setting<Bool>(
        "chord_symbols", default: false,
        "include chord symbols such as \"Gm7\"; only common ones close to the key are generated, unless the constraint "
            + "`marks` allows others")
    static let ornaments = Setting<Bool>(
        "ornaments", default: false,
        "include grace notes and decorations; navigation marks, hairpins and long trills are generated only if the "
            + "constraint `marks` allows them")
    static let form = Setting<Bool>(
        "form", default: false,
        "include header tokens for the length and repeats of each section, so that models can follow a form")
    static let part = PartChoice.setting
    public static let schema = Schema(
        "abc", "encodes one voice of one part in folk notation: pitches, note lengths, bar lines, repeats and endings",
        source: "Sturm et al. 2016, CSMC",
        [pitch, chordSymbols, ornaments, form, part, ABCLabels.group],
        capabilities: [.conditions, .fill, .styleMix, .variations],
        requirements: [.chordSymbols: "`chord_symbols: true`"])

    let tokens: ABCVocabulary
    let includesChordSymbols: Bool
    private let includesOrnaments: Bool
    private let includesForm: Bool
    let part: PartChoice

    public init(_ settings: Settings) throws {
        includesChordSymbols = try settings[Self.chordSymbols]
        includesOrnaments = try settings[Self.ornaments]
        includesForm = try settings[Self.form]
        part = PartChoice(try settings[Self.part])
        tokens = ABCVocabulary(
            isRelative: try settings[Self.pitch] == .relative, chordSymbols: includesChordSymbols,
            ornaments: includesOrnaments, form: includesForm, labels: try ABCLabels(settings))
    }

    public var vocabulary: Vocabulary { tokens.vocabulary }
    public var endToken: TokenID { 0 }

    public var styleTokens: [StyleToken] {
        tokens.tokens.enumerated().compactMap { id, token in
            guard case .label(let kind, let name?) = token else { return nil }
            return StyleToken(kind, name, TokenID(id))
        }
    }

    public func encode(_ score: Score) throws -> Encoding {
        var encoder = encoder(score)
        return try encoder.encoding()
    }

    func encoder(_ score: Score, isUnfinished: Bool = false) -> ABCEncoder {
        ABCEncoder(
            score.notatedIfPerformed(), tokens, part, includesChordSymbols: includesChordSymbols,
            includesOrnaments: includesOrnaments,
            includesForm: includesForm, isUnfinished: isUnfinished)
    }

    public func decode(_ tokens: [TokenID]) throws -> Score {
        var decoder = ABCDecoder(self.tokens)
        return decoder.score(of: tokens)
    }

    public func grammar(for plan: Plan) throws -> any TokenGrammar { try ABCGrammar(tokens, plan) }

    public func noteCount(_ tokens: [TokenID]) -> Int {
        var count = 0
        var isGrace = false
        for token in tokens where self.tokens.tokens.indices.contains(Int(token)) {
            switch self.tokens.tokens[Int(token)] {
            case .pitch where !isGrace: count += 1
            case .graceStart: isGrace = true
            case .graceEnd: isGrace = false
            default: break
            }
        }
        return count
    }
}

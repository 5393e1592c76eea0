import MuseMusic
import MuseProtocols

/// A tokenizer of quarter notes, for tests of generators that need to know the music: the end, a condition, a bar line
/// and the notes from C4 to B4.
struct ContractTokenizer: Tokenizer {
    let vocabulary = Vocabulary(["<end>", "tune", "|"] + Self.notes.map(\.description))
    let endToken: TokenID = 0
    let barEnds: Set<TokenID> = [2]

    private static let firstNote = 3
    private static let notes = (0..<7).map { Pitch(step: $0, octave: 4) }

    func isCondition(_ token: TokenID) -> Bool { token == 1 }

    func noteCount(_ tokens: [TokenID]) -> Int { tokens.count { note($0) != nil } }

    func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int? { note(token)?.midi }

    func encode(_ score: Score) throws -> Encoding { throw TokenizationError("it only decodes") }

    func decode(_ tokens: [TokenID]) throws -> Score {
        var score = Score()
        score.meters = [Timed(0, Meter(4, 4))]
        var part = Part()
        var onset = 0
        for token in tokens {
            if let pitch = note(token) {
                part.notes.append(Note(onset: onset, duration: score.ticksPerQuarter, pitch: pitch))
                onset += score.ticksPerQuarter
            } else if barEnds.contains(token) {
                score.barlines.append(Barline(onset: onset))
            }
        }
        score.parts = [part]
        return score
    }

    func grammar(for plan: Plan) throws -> any TokenGrammar {
        try TokenAutomaton(
            classes: [(1..<vocabulary.count).map { TokenID($0) }], edges: [[.init(tokens: 0, next: 0)]], finals: [0],
            end: endToken, vocabularySize: vocabulary.count)
    }

    private func note(_ token: TokenID) -> Pitch? {
        let place = Int(token) - Self.firstNote
        return Self.notes.indices.contains(place) ? Self.notes[place] : nil
    }
}

import MuseProtocols
import MuseStorage

/// A grammar that composes in certain tokens.
struct RuleBasedModel: Model {
    let grammar: TuneGrammar
    let tokens: TuneTokens
    let vocabularySize: Int

    static let vocabularySizeKey = "vocabulary_size"

    init(_ grammar: TuneGrammar, _ tokens: TuneTokens, vocabularySize: Int) {
        self.grammar = grammar
        self.tokens = tokens
        self.vocabularySize = vocabularySize
    }

    var capabilities: Set<Capability> { RuleBased.possible }

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        return ComposingDecoder(self, request)
    }

    /// Those of the decoder without demands. They are no likelihoods of tunes: the grammar's choices are made for whole
    /// tunes, and the same tune can come from different choices.
    func logProbabilities(of sequence: [TokenID]) throws -> [Double] {
        let decoder = try decoder(for: DecodingRequest(rows: 1))
        var scores: [Float] = []
        return try sequence.map { token in
            try decoder.scores(into: &scores)
            decoder.accept([token])
            return Double(scores[Int(token)])
        }
    }

    func saved() -> SavedModel {
        SavedModel(description: [Self.vocabularySizeKey: .int(vocabularySize)], tensors: [])
    }
}

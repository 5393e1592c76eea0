import MuseCorpus
import MuseMusic
import MuseProtocols
import MuseRecipe

/// Limits the grammars of a recipe to tunes that copy no long passage of its corpus.
struct CopyLimits {
    private let limit: CopyLimit?
    private let demand: Plan.Demand<Int>?
    private let vocabularySize: Int

    /// - Throws: errors of reading the corpus.
    init(_ context: RunContext) throws {
        let recipe = context.recipe
        vocabularySize = recipe.tokenizer.vocabulary.count
        demand = recipe.plan.maxOrder
        guard let demand else {
            limit = nil
            return
        }
        let kinds = TuneReader(recipe.tokenizer).kinds
        // Held-out tunes too: a copy is a copy, whether or not the model has seen the tune.
        let corpus = try CorpusSide.allCases.flatMap { try context.corpus.encodedTunes($0) }
        func transposed(_ tune: Score, by semitones: Int) -> [TokenID]? {
            try? recipe.tokenizer.encode(tune.transposed(Transposition(semitones: semitones))).tokens
        }
        func music(_ tokens: [TokenID]) -> [TokenID] { tokens.filter { kinds[Int($0)] != .condition } }
        var tunes = corpus.map(\.tokens)
        // Tokens that count pitches from the tonic are the same in every key.
        if let first = corpus.first,
            [2, 5].contains(where: { transposed(first.tune.source, by: $0).map(music) != music(first.tokens) })
        {
            for tune in corpus {
                tunes += (-5...6).compactMap { $0 == 0 ? nil : transposed(tune.tune.source, by: $0) }
            }
        }
        limit = CopyLimit(tunes, notes: demand.value, kinds: kinds)
    }

    /// - Throws: `MuseError` if no tune of the grammar keeps the limit.
    func limited(_ grammar: any TokenGrammar) throws -> any TokenGrammar {
        guard let limit, let demand else { return grammar }
        do {
            return try IntersectionGrammar(grammar, limit, vocabularySize: vocabularySize)
        } catch let error as PlanError {
            throw MuseError.data("\(demand.path): \(error.message)")
        }
    }
}

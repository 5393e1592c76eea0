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
        guard let demand, let reader = recipe.tokenizer.tuneReader else {
            limit = nil
            return
        }
        let kinds = reader.kinds
        let corpus = try context.corpus.encodedDistinctTraining()
        func music(_ tokens: [TokenID]) -> [TokenID] { tokens.filter { kinds[Int($0)] != .condition } }
        func transposed(_ tune: Score, by semitones: Int) -> [TokenID]? {
            let moved = tune.transposed(Transposition(semitones: semitones))
            return (try? recipe.tokenizer.encode(moved).tokens).map { music($0) }
        }
        var tunes = corpus.map { music($0.tokens) }
        // Tokens that count pitches from the tonic are the same in every key.
        if let first = corpus.first, [2, 5].contains(where: { transposed(first.score, by: $0) != tunes[0] }) {
            for tune in corpus {
                tunes += (-5...6).compactMap { $0 == 0 ? nil : transposed(tune.score, by: $0) }
            }
        }
        limit = CopyLimit(tunes, notes: demand.value, kinds: kinds)
    }

    /// - Throws: `RecipeErrors` if no tune of the grammar keeps the limit.
    func limited(_ grammar: any TokenGrammar) throws -> any TokenGrammar {
        guard let limit, let demand else { return grammar }
        do {
            return try IntersectionGrammar(grammar, limit, vocabularySize: vocabularySize)
        } catch let error as PlanError {
            throw MuseError.data("\(demand.path): \(error.message)")
        }
    }
}

import MuseCorpus
package import MuseEvaluation
import MuseMusic
import MuseProtocols
import MuseRecipe

/// The accuracy of a model's chords on held-out tunes with chord symbols, beside the most frequent chord of each degree
/// of the scale.
package struct HeldOutHarmony: Sendable {
    package let tunes: Int
    package let model: HarmonyAccuracy
    package let baseline: HarmonyAccuracy

    /// - Returns: nil for a model that does not harmonise, or without held-out tunes with chord symbols.
    /// - Throws: `RecipeErrors` for a corpus that cannot be read; errors of the harmonizer.
    init?(_ context: RunContext, _ model: any Model) throws {
        guard let harmonizer = model.harmonizer, let request = context.recipe.harmonizing?.request,
            !context.corpus.isEmpty
        else { return nil }
        let tunes = try context.corpus.tunes(.validation).map(\.score).filter { score in
            score.harmonicSpans(every: .beat).contains { score.scaleChord(in: $0) != nil }
        }
        guard !tunes.isEmpty else { return nil }
        let random = context.recipe.random.stream("held-out harmony")
        let found = try concurrentMap(tunes) { score in
            var accuracy = HarmonyAccuracy()
            let harmony = try harmonizer.harmonies(of: score, request, count: 1, random)
            if let best = harmony.first { accuracy.add(best.chords, for: score) }
            return accuracy
        }
        self.tunes = tunes.count
        self.model = found.reduce(into: HarmonyAccuracy()) { $0.add($1) }
        baseline = DegreeChords(try context.corpus.tunes(.training).map(\.score)).accuracy(on: tunes)
    }
}

import MuseProtocols
import MuseRecipe

/// The cost per step of held-out pieces: the unit of published results on grid data sets.
struct StepFigures {
    private let tokenizer: any Tokenizer
    private let model: any Model
    private let longest: Int?

    init(_ recipe: Recipe, _ model: any Model) {
        tokenizer = recipe.tokenizer
        self.model = model
        longest = recipe.generator.longestSequence
    }

    /// `steps: 5.1 nats a step (validation), 5.2 nats a step (test)`; nil for tokens that are not on a grid, and
    /// without held-out pieces.
    ///
    /// - Parameter distinctTest: the test pieces that are no variants of training pieces.
    func line(validation: [[TokenID]], test: [[TokenID]], distinctTest: [[TokenID]]) throws -> String? {
        guard let steps = tokenizer.steps, model.capabilities.contains(.likelihood) else { return nil }
        var parts = [("validation", validation), ("test", test)]
        if distinctTest.count < test.count {
            parts.append(
                ("the \(distinctTest.count) test pieces that are no variants of training pieces", distinctTest))
        }
        parts.removeAll { $0.1.isEmpty }
        let figures = try parts.compactMap { name, pieces in
            try cost(of: pieces, steps).map {
                "\(($0 * 1000).rounded() / 1000) nats a \(steps.unit) (\(name))"
            }
        }
        return figures.isEmpty ? nil : "steps: " + figures.joined(separator: ", ")
    }

    /// The exact mean cost of a step in nats, with probabilities renormalised over the tokens that the grammar allows;
    /// nil if the grammar rejects a piece.
    private func cost(of pieces: [[TokenID]], _ steps: StepMeasure) throws -> Double? {
        guard let grammar = try? tokenizer.grammar(for: Plan()) else { return nil }
        let logs = try model.logProbabilities(
            of: pieces, in: grammar, vocabularySize: tokenizer.vocabulary.count, longest: longest)
        let count = pieces.reduce(0) { $0 + steps.count($1) }
        let cost = zip(pieces, logs).reduce(0.0) { $0 + steps.cost($1.0, logProbabilities: $1.1) }
        return count > 0 && cost.isFinite ? cost / Double(count) : nil
    }
}

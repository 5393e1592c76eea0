import MuseCorpus
import MuseEvaluation
import MuseProtocols
import MuseRecipe

/// Where in a model's space a recipe's tunes come from.
struct LatentPoints {
    /// Of a candidate of a tune, both from 0; nil where all are drawn at random.
    let point: (@Sendable (_ tune: Int, _ candidate: Int) -> [Float])?

    /// - Throws: what reading and encoding the corpus throw, where attributes are asked for.
    init(_ context: RunContext, _ space: any LatentSpace) throws {
        let recipe = context.recipe
        let size = space.size
        let random = recipe.random
        let shift = try Self.shift(context, space)
        @Sendable func drawn(_ tune: Int, _ candidate: Int) -> [Float] {
            var stream = random.stream("latent", tune).stream("candidate", candidate)
            return (0..<size).map { _ in stream.normal() }
        }
        func mean(_ tune: [TokenID]) -> [Float] { space.posteriors(of: [tune])[0].mean }
        func moved(_ point: @escaping @Sendable (Int, Int) -> [Float]) -> @Sendable (Int, Int) -> [Float] {
            { tune, candidate in zip(point(tune, candidate), shift).map(+) }
        }
        switch recipe.task {
        case .reconstruct(let tune, _):
            let middle = mean(tune)
            point = moved { _, _ in middle }
        case .vary(let tune, let distance, _):
            let middle = mean(tune)
            point = moved { tune, candidate in
                zip(middle, drawn(tune, candidate)).map { $0 + Float(distance) * $1 }
            }
        case .interpolate(let from, let to, let steps, _, _):
            let (first, last) = (mean(from), mean(to))
            point = moved { tune, _ in sphericalInterpolation(first, last, Float(tune) / Float(max(1, steps - 1))) }
        case .arithmetic(let from, let add, let subtract, let amount, _):
            func middle(_ set: [[TokenID]]) -> [Float] {
                Self.middle(space.posteriors(of: set).map(\.mean), size: size)
            }
            let way = zip(middle(add), middle(subtract)).map { Float(amount) * ($0 - $1) }
            let end = zip(mean(from), way).map(+)
            point = moved { _, _ in end }
        case .new, .continue, .fill: point = recipe.attributes.isEmpty ? nil : moved(drawn)
        }
    }

    /// What the attributes asked for add to every point, as the corpus has them.
    private static func shift(_ context: RunContext, _ space: any LatentSpace) throws -> [Float] {
        let recipe = context.recipe
        guard !recipe.attributes.isEmpty else { return [Float](repeating: 0, count: space.size) }
        let tunes = try context.corpus.encodedLearnedFrom().filter { !$0.tokens.isEmpty }
        let directions = AttributeDirections(
            tunes.map(\.score), at: space.posteriors(of: tunes.map(\.tokens)).map(\.mean))
        var amounts: [TuneAttribute: Double] = [:]
        for (name, amount) in recipe.attributes {
            guard let attribute = TuneAttribute(rawValue: name) else {
                preconditionFailure("the recipe language knows an attribute '\(name)' that nothing measures")
            }
            guard directions.attributes.contains(attribute) else {
                throw MuseError.data("generate.attribute.\(name): the corpus' tunes do not differ in it")
            }
            amounts[attribute] = amount
        }
        return directions.move(amounts)
    }

    /// The mean of points; the middle of the space where there are none.
    private static func middle(_ points: [[Float]], size: Int) -> [Float] {
        var sum = [Float](repeating: 0, count: size)
        for point in points { for c in sum.indices { sum[c] += point[c] } }
        return sum.map { $0 / Float(max(1, points.count)) }
    }
}

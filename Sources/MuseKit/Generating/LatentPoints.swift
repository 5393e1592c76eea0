import MuseCorpus
import MuseEvaluation
import MuseProtocols
import MuseRecipe

/// The points of a model's latent space from which a recipe's tunes are decoded.
struct LatentPoints {
    /// The point of a candidate, by tune and candidate from 0; nil if all points are random.
    let point: (@Sendable (_ tune: Int, _ candidate: Int) -> [Float])?

    /// - Throws: `MuseError` for an attribute that is the same in all tunes of the corpus; errors of reading the
    ///   corpus, which is read only for attributes.
    init(_ context: RunContext, _ space: any LatentSpace) throws {
        let recipe = context.recipe
        let (size, sampledSize) = (space.size, space.sampledSize)
        let random = recipe.random
        let shift = try Self.shift(context, space)
        @Sendable func sampled(_ tune: Int, _ candidate: Int, size: Int) -> [Float] {
            var stream = random.stream("latent", tune).stream("candidate", candidate)
            return (0..<size).map { _ in stream.normal() }
        }
        func mean(_ tune: [TokenID]) throws -> [Float] { try space.posteriors(of: [tune])[0].mean }
        func shifted(_ point: @escaping @Sendable (Int, Int) -> [Float]) -> @Sendable (Int, Int) -> [Float] {
            { tune, candidate in zip(point(tune, candidate), shift).map(+) }
        }
        switch recipe.task {
        case .reconstruct(let tune, _):
            let centre = try mean(tune)
            point = shifted { _, _ in centre }
        case .vary(let tune, let distance, _):
            let centre = try mean(tune)
            point = shifted { tune, candidate in
                zip(centre, sampled(tune, candidate, size: size)).map { $0 + Float(distance) * $1 }
            }
        case .interpolate(let from, let to, let steps, _, _):
            let (first, last) = (try mean(from), try mean(to))
            point = shifted { tune, _ in sphericalInterpolation(first, last, Float(tune) / Float(max(1, steps - 1))) }
        case .arithmetic(let from, let add, let subtract, let amount, _):
            func centre(_ set: [[TokenID]]) throws -> [Float] {
                Self.centre(try space.posteriors(of: set).map(\.mean), size: size)
            }
            let displacement = zip(try centre(add), try centre(subtract)).map { Float(amount) * ($0 - $1) }
            let end = zip(try mean(from), displacement).map(+)
            point = shifted { _, _ in end }
        case .variations(let tunes):
            let centres = try tunes.templates.map { try mean($0.tokens) }
            point = shifted { tune, _ in centres[tune / (recipe.count / centres.count)] }
        case .new, .continue, .fill, .sets, .harmonize:
            // The displacement of the dimensions that are not sampled has no effect.
            point = recipe.attributes.isEmpty ? nil : shifted { sampled($0, $1, size: sampledSize) }
        }
    }

    /// The displacement of every point for the recipe's attributes, whose directions are estimated from the corpus.
    private static func shift(_ context: RunContext, _ space: any LatentSpace) throws -> [Float] {
        let recipe = context.recipe
        guard !recipe.attributes.isEmpty else { return [Float](repeating: 0, count: space.size) }
        let tunes = try context.corpus.encodedDistinctTraining().filter { !$0.tokens.isEmpty }
        let directions = AttributeDirections(
            tunes.map(\.tune.score), at: try space.posteriors(of: tunes.map(\.tokens)).map(\.mean))
        var amounts: [TuneAttribute: Double] = [:]
        for (name, amount) in recipe.attributes {
            guard let attribute = TuneAttribute(rawValue: name) else {
                preconditionFailure("no TuneAttribute for the recipe's attribute '\(name)'")
            }
            guard directions.attributes.contains(attribute) else {
                throw MuseError.data("generate.attribute.\(name): all tunes of the corpus have the same value")
            }
            amounts[attribute] = amount
        }
        return directions.move(amounts)
    }

    /// The mean of points; the origin if there are none.
    private static func centre(_ points: [[Float]], size: Int) -> [Float] {
        var sum = [Float](repeating: 0, count: size)
        for point in points { for c in sum.indices { sum[c] += point[c] } }
        return sum.map { $0 / Float(max(1, points.count)) }
    }
}

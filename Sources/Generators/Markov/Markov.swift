package import MuseProtocols
package import MuseStorage

/// A variable-order Markov chain with interpolated modified Kneser-Ney smoothing.
///
/// The probability of token w after context u, where u⁻ is u without its oldest token:
///
///     p(w | u) = max(a(u, w) - D, 0) / A(u) + γ(u) p(w | u⁻)
///
/// a(u, w) is the number of times w follows u if u has the full order or starts at the beginning of the tune.
/// Otherwise it is the continuation count: the number of distinct tokens (or the start) that precede u w. A(u) is the
/// sum of a(u, ·), and γ(u) is the probability mass freed by the discounts D. D depends on whether a(u, w) is 1, 2 or
/// more, and on the length of the context. The empty context backs off to the uniform distribution, so every token has
/// a positive probability. Unseen contexts are skipped.
///
/// Source: Kneser and Ney, "Improved backing-off for m-gram language modeling", ICASSP 1995,
/// https://doi.org/10.1109/ICASSP.1995.479394; interpolation and three discounts: Chen and Goodman, "An empirical
/// study of smoothing techniques for language modeling", Computer Speech and Language 13(4), 1999, section 3,
/// https://doi.org/10.1006/csla.1999.0128. Counts at the start: Heafield et al., "Scalable Modified Kneser-Ney
/// Language Model Estimation", ACL 2013, section 3. Difference: a single start symbol, which is never predicted.
package struct Markov: Generator {
    static let order = Setting<Int>(
        "order", in: 1...16, default: 6, unit: "tokens",
        "maximum context length; higher orders copy longer passages of the corpus, lower ones are less coherent")
    static let discount = Setting<Double>(
        "discount", in: 0.01...0.99, default: nil,
        "absolute discount of all counts; by default estimated from the corpus for each context length")

    static let exact = Setting<Bool>(
        "exact", default: false,
        "sample from the model's distribution given that the tune satisfies the recipe's constraints, looking ahead to "
            + "the end of the tune; otherwise from left to right, masking the tokens of each step")
    private static let defaultMinimumOrder = 2
    static let minimumOrder = Setting<Int>(
        "min_order", in: 0...16, default: nil, unit: "tokens",
        "with `exact`: every token must have followed the `min_order` tokens before it somewhere in the corpus; 2 by "
            + "default; higher values imitate more closely and take less time and memory")

    package static let schema = Schema(
        "markov", "variable-order Markov chain with interpolated modified Kneser-Ney smoothing",
        source: "Kneser and Ney 1995; Chen and Goodman 1999, section 3", structure: [order, discount],
        [exact, minimumOrder], capabilities: .autoregressive)

    private let order: Int
    private let discount: Double?
    /// nil for sampling from left to right.
    private let minimumOrder: Int?

    package init(_ settings: Settings) throws {
        order = try settings[Self.order]
        discount = try settings.optional(Self.discount)
        let least = try settings.optional(Self.minimumOrder)
        guard try settings[Self.exact] else {
            if least != nil { throw settings.conflict("has no effect without 'exact: true'", about: Self.minimumOrder) }
            minimumOrder = nil
            return
        }
        minimumOrder = least ?? min(Self.defaultMinimumOrder, order)
        if let least, least > order {
            throw settings.conflict("'min_order', \(least), exceeds 'order', \(order)", about: Self.minimumOrder)
        }
    }

    package var isExact: Bool { minimumOrder != nil }

    package func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        context.progress(0, "sorting contexts")
        let text = try TrainingText(corpus, order: order)
        let positions = try text.sortedPositions(context)
        context.progress(0.4, "counting")
        let counts = try ContextCounts(text, positions, context)
        context.progress(0.7, "smoothing")
        var model = try MarkovModel(smoothing: counts, discount: discount, context)
        model.minimumOrder = minimumOrder
        context.progress(1, "\(model.contexts.count - 1) contexts")
        return model
    }

    package func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        var model = try MarkovModel(saved)
        model.minimumOrder = minimumOrder
        return model
    }
}

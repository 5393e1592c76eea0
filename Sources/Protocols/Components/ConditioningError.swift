/// Why a model cannot be conditioned on a grammar.
public enum ConditioningError: Error, Equatable, Sendable, CustomStringConvertible {
    case noTune
    case endless
    case tooManyStates(limit: Int)
    case tooLong(longest: Int, maxTokens: Int)

    public var description: String {
        switch self {
        case .noTune:
            "no tune of this model satisfies the constraints; lower `generator.min_order`, add tunes to the corpus, or "
                + "relax a constraint"
        case .endless:
            "exact sampling needs tunes of limited length; add a constraint such as {type: form, sections: [8, 8]}"
        case .tooManyStates(let limit):
            "exact sampling would need more than \(limit) states; lower `generator.order`, raise "
                + "`generator.min_order`, or relax constraints such as `phrases`"
        case .tooLong(let longest, let maxTokens):
            "tunes that satisfy the constraints can take \(longest) tokens; raise `generate.max_tokens`, now \(maxTokens)"
        }
    }
}

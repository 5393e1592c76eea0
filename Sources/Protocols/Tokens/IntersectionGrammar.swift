/// The tunes that a grammar and a further factor, such as an automaton, accept.
///
/// Both look ahead to the end of the tune, but only each for itself. So that they do not lead each other into a dead
/// end, a token is allowed only if a search finds a common continuation of some length.
package struct IntersectionGrammar: TokenGrammar {
    fileprivate let grammar: any TokenGrammar
    fileprivate let factor: any FactorGrammar
    fileprivate let vocabularySize: Int

    /// The length of the continuation that is searched for, and the number of states that a search visits at most.
    fileprivate static let depth = 32
    fileprivate static let visits = 400

    /// - Throws: `PlanError` if no tune satisfies both.
    package init(_ grammar: any TokenGrammar, _ factor: any FactorGrammar, vocabularySize: Int) throws {
        self.grammar = grammar
        self.factor = factor
        self.vocabularySize = vocabularySize
        var visits = Self.visits
        guard State(self).continues(depth: Self.depth, tokensLeft: .max / 8, &visits) else {
            throw PlanError("no tune satisfies both this constraint and the tokenizer's grammar")
        }
    }

    /// - Throws: `PlanError` if the automaton is invalid for these tokens, or if no tune satisfies both.
    package init(_ grammar: any TokenGrammar, _ named: NamedAutomaton, _ vocabulary: Vocabulary, end: TokenID) throws {
        do {
            let automaton = try named.automaton(vocabulary, end: end)
            try self.init(grammar, automaton, vocabularySize: vocabulary.count)
        } catch let error as TokenAutomatonError {
            throw PlanError("the automaton is invalid: \(error)")
        }
    }

    package func start() -> any GrammarState { State(self) }

    package var factors: [any TokenGrammar] { grammar.factors + [factor] }

    private struct State: GrammarState {
        private let language: IntersectionGrammar
        private var first: any GrammarState
        private var second: any FactorState

        init(_ language: IntersectionGrammar) {
            self.language = language
            first = language.grammar.start()
            second = language.factor.startOfFactor()
        }

        var isEnded: Bool { first.isEnded }

        func allowed(_ mask: inout [Bool], tokensLeft: Int) {
            combine(&mask, tokensLeft: tokensLeft)
            if second.isOpen { return }
            for token in mask.indices where mask[token] {
                var next = self
                next.advance(TokenID(token))
                var visits = IntersectionGrammar.visits
                mask[token] = next.continues(
                    depth: IntersectionGrammar.depth, tokensLeft: tokensLeft - 1, &visits)
            }
        }

        func allowedAsInput(_ mask: inout [Bool]) {
            first.allowedAsInput(&mask)
            restrict(&mask, tokensLeft: .max / 8)
        }

        mutating func advance(_ token: TokenID) {
            first.advance(token)
            second.advance(token)
        }

        static func == (a: Self, b: Self) -> Bool { a.second.isEqual(b.second) && a.first.isEqual(b.first) }

        func hash(into hasher: inout Hasher) {
            first.hash(into: &hasher)
            second.hash(into: &hasher)
        }

        private func combine(_ mask: inout [Bool], tokensLeft: Int) {
            first.allowed(&mask, tokensLeft: tokensLeft)
            restrict(&mask, tokensLeft: tokensLeft)
        }

        private func restrict(_ mask: inout [Bool], tokensLeft: Int) {
            var other = [Bool](repeating: false, count: mask.count)
            second.allowed(&other, tokensLeft: tokensLeft)
            for token in mask.indices where !other[token] { mask[token] = false }
        }

        /// Whether a common continuation of some tokens exists, or the search has found neither one nor a dead end.
        func continues(depth: Int, tokensLeft: Int, _ visits: inout Int) -> Bool {
            if isEnded || depth == 0 || second.isOpen || visits == 0 { return true }
            visits -= 1
            var mask = [Bool](repeating: false, count: language.vocabularySize)
            combine(&mask, tokensLeft: tokensLeft)
            for token in mask.indices where mask[token] {
                var next = self
                next.advance(TokenID(token))
                if next.continues(depth: depth - 1, tokensLeft: tokensLeft - 1, &visits) { return true }
            }
            return false
        }
    }
}

/// A grammar that restricts the tunes of another one.
package protocol FactorGrammar: TokenGrammar {
    func startOfFactor() -> any FactorState
}

extension FactorGrammar {
    package func start() -> any GrammarState { startOfFactor() }
}

/// A state of a grammar that restricts another one.
package protocol FactorState: GrammarState {
    /// Whether the tune can continue from here in every way that the other grammar allows, at least for some notes, so
    /// that no search is needed.
    var isOpen: Bool { get }
}

/// A grammar for existing music: allows all tokens that another grammar allows as input.
package struct InputGrammar: TokenGrammar {
    private let base: any TokenGrammar

    package init(_ base: any TokenGrammar) { self.base = base }

    package func start() -> any GrammarState { State(base: base.start()) }

    private struct State: GrammarState {
        var base: any GrammarState

        var isEnded: Bool { base.isEnded }
        func allowed(_ mask: inout [Bool], tokensLeft: Int) { base.allowedAsInput(&mask) }
        mutating func advance(_ token: TokenID) { base.advance(token) }

        static func == (a: Self, b: Self) -> Bool { a.base.isEqual(b.base) }
        func hash(into hasher: inout Hasher) { base.hash(into: &hasher) }
    }
}

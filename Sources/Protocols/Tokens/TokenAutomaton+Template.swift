extension TokenAutomaton {
    /// The automaton of the tunes that agree with a template outside its gaps. Exact: every filling can be completed.
    ///
    /// - Parameters:
    ///   - tokens: the template, with the end token.
    ///   - gaps: as in `FillTemplate`. The token after each is the end token or one of `fixed`.
    ///   - fixed: tokens that fillings do not contain, such as those that end bars.
    ///   - isFillingsOnly: whether the sequences are only the fillings, each with the token that follows its gap.
    /// - Throws: `TokenAutomatonError` for a template with tokens outside the vocabulary.
    public func filling(
        _ tokens: [TokenID], gaps: [Range<Int>], without fixed: Set<TokenID>, isFillingsOnly: Bool
    ) throws -> TokenAutomaton {
        var product = TemplateProduct(self, tokens, gaps, without: fixed, isFillingsOnly)
        return try product.automaton()
    }
}

/// The product of an automaton and a template.
private struct TemplateProduct {
    /// A state of the automaton, and the place of the template's next token; in a gap, the start of the gap.
    private struct Place: Hashable {
        var state: Int
        var next: Int
    }

    private let base: TokenAutomaton
    private let tokens: [TokenID]
    private let gapEnds: [Int: Int]
    private let isFillingsOnly: Bool
    /// The automaton's classes without fixed tokens, and a class for each token of the template.
    private let classes: [[TokenID]]
    private let classOfToken: [TokenID: Int]

    private var numbers: [Place: Int] = [:]
    /// The places in the order of their numbers; nil for the place behind the last gap.
    private var places: [Place?] = []
    private var finals: [Int] = []
    private var stop: Int?

    init(
        _ base: TokenAutomaton, _ tokens: [TokenID], _ gaps: [Range<Int>], without fixed: Set<TokenID>,
        _ isFillingsOnly: Bool
    ) {
        self.base = base
        self.tokens = tokens
        self.isFillingsOnly = isFillingsOnly
        gapEnds = Dictionary(uniqueKeysWithValues: gaps.map { ($0.lowerBound, $0.upperBound) })
        let singles = Array(Set(tokens).subtracting([base.end])).sorted()
        classes = base.classes.map { $0.filter { !fixed.contains($0) } } + singles.map { [$0] }
        classOfToken = Dictionary(
            uniqueKeysWithValues: singles.enumerated().map { ($0.element, base.classes.count + $0.offset) })
    }

    mutating func automaton() throws -> TokenAutomaton {
        var edges: [[TokenAutomaton.Edge]] = []
        _ = number(Place(state: 0, next: 0))
        if places.isEmpty { places.append(Place(state: 0, next: tokens.count)) }
        while edges.count < places.count {
            edges.append(places[edges.count].map { self.edges(from: $0, numbered: edges.count) } ?? [])
        }
        return try TokenAutomaton(
            classes: classes, edges: edges, finals: finals, stop: stop, end: base.end,
            vocabularySize: base.vocabularySize)
    }

    private mutating func edges(from place: Place, numbered number: Int) -> [TokenAutomaton.Edge] {
        guard let end = gapEnds[place.next] else { return given(place.state, place.next, number).map { [$0] } ?? [] }
        var result: [TokenAutomaton.Edge] = []
        for edge in base.edges[place.state] {
            if let next = self.number(Place(state: edge.next, next: place.next)) {
                result.append(.init(tokens: edge.tokens, next: next))
            }
        }
        return result + (given(place.state, end, number).map { [$0] } ?? [])
    }

    /// The edge with the template's token at `next`; nil if the automaton does not allow it. The end token makes the
    /// place with this number final.
    private mutating func given(_ state: Int, _ next: Int, _ number: Int) -> TokenAutomaton.Edge? {
        guard next < tokens.count else { return nil }
        if tokens[next] == base.end {
            if base.isFinal[state] { finals.append(number) }
            return nil
        }
        guard let after = base.next(state, tokens[next]), let tokenClass = classOfToken[tokens[next]],
            let number = self.number(Place(state: after, next: next + 1))
        else { return nil }
        return .init(tokens: tokenClass, next: number)
    }

    /// The number of a place; nil if the template's tokens cannot follow. Fillings skip them.
    private mutating func number(_ place: Place) -> Int? {
        var place = place
        while isFillingsOnly, gapEnds[place.next] == nil {
            guard place.next < tokens.count else { return nil }
            if tokens[place.next] == base.end {
                guard base.isFinal[place.state] else { return nil }
                if stop == nil {
                    stop = places.count
                    places.append(nil)
                }
                return stop
            }
            guard let after = base.next(place.state, tokens[place.next]) else { return nil }
            place = Place(state: after, next: place.next + 1)
        }
        if let known = numbers[place] { return known }
        numbers[place] = places.count
        places.append(place)
        return places.count - 1
    }
}

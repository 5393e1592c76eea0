/// The grammar of a template's variations: the given tokens, and in each open span one of its fillings.
///
/// A state is the set of places in the template at which the tokens so far can have arrived, because fillings can start
/// alike. Each place leads to the end, so there are no dead ends.
struct VariationGrammar: TokenGrammar {
    let template: VariationTemplate
    private let isOpen: [Bool]

    init(template: VariationTemplate, opening spans: [Int]) {
        self.template = template
        var isOpen = template.spans.map { _ in false }
        for span in spans { isOpen[span] = true }
        self.isOpen = isOpen
    }

    func start() -> any GrammarState {
        var state = State(grammar: self)
        state.arrive(at: 0, span: 0)
        return state
    }

    private enum Place: Hashable {
        /// Before a given token; `span` is the next span.
        case given(token: Int, span: Int)
        /// In a span, before the token `offset` of a choice; at offset 0, before any of the choices.
        case filling(span: Int, filling: Int, step: Int, choice: Int, offset: Int)
    }

    private struct State: GrammarState {
        let grammar: VariationGrammar
        private var places: [Place] = []

        init(grammar: VariationGrammar) { self.grammar = grammar }

        private var template: VariationTemplate { grammar.template }

        var isEnded: Bool { places.isEmpty }

        func allowed(_ mask: inout [Bool], tokensLeft: Int) {
            for i in mask.indices { mask[i] = false }
            for place in places {
                switch place {
                case .given(let token, _): mask[Int(template.tokens[token])] = true
                case .filling(let span, let filling, let step, let choice, let offset):
                    let choices = template.spans[span].fillings[filling].steps[step].choices
                    if offset > 0 {
                        mask[Int(choices[choice][offset])] = true
                    } else {
                        for tokens in choices { mask[Int(tokens[0])] = true }
                    }
                }
            }
        }

        mutating func advance(_ token: TokenID) {
            let before = places
            places = []
            for place in before {
                switch place {
                case .given(let index, let span):
                    if template.tokens[index] == token { arrive(at: index + 1, span: span) }
                case .filling(let span, let filling, let step, let choice, let offset):
                    let choices = template.spans[span].fillings[filling].steps[step].choices
                    for i in offset > 0 ? choice..<choice + 1 : choices.indices where choices[i][offset] == token {
                        if offset + 1 < choices[i].count {
                            add(.filling(span: span, filling: filling, step: step, choice: i, offset: offset + 1))
                        } else {
                            arrive(in: span, filling, step: step + 1)
                        }
                    }
                }
            }
        }

        /// Adds a place before a given token, or before all fillings of an open span that starts there.
        mutating func arrive(at token: Int, span: Int) {
            guard span < template.spans.count, template.spans[span].tokens.lowerBound == token else {
                if token < template.tokens.count { add(.given(token: token, span: span)) }
                return
            }
            guard grammar.isOpen[span] else { return add(.given(token: token, span: span + 1)) }
            for filling in template.spans[span].fillings.indices { arrive(in: span, filling, step: 0) }
        }

        private mutating func arrive(in span: Int, _ filling: Int, step: Int) {
            let next = template.spans[span]
            if step < next.fillings[filling].steps.count {
                add(.filling(span: span, filling: filling, step: step, choice: 0, offset: 0))
            } else {
                arrive(at: next.tokens.upperBound, span: span + 1)
            }
        }

        private mutating func add(_ place: Place) { if !places.contains(place) { places.append(place) } }

        static func == (a: Self, b: Self) -> Bool { a.places == b.places }
        func hash(into hasher: inout Hasher) { hasher.combine(places) }
    }
}

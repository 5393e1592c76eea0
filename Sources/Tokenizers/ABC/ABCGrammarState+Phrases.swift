import MuseProtocols

extension ABCGrammarState {
    /// The bars of a tune whose plan names its phrases: a phrase that returns is held to the tokens of its first time.
    struct PhraseState: Sendable {
        /// The elements' tokens of each bar, by its number in the tune.
        var bars: [[TokenID]] = []
        /// Those of the present bar.
        var current: [TokenID] = []
    }

    /// The bar that the present one has to repeat; nil where it is new, a pickup, or in a second ending.
    private var model: [TokenID]? {
        guard let phrases, section.ending < 2 else { return nil }
        if case .pickup = section.opening { return nil }
        let bar = totalBars
        guard grammar.repeatedBars.indices.contains(bar), let source = grammar.repeatedBars[bar],
            source < phrases.bars.count
        else { return nil }
        return phrases.bars[source]
    }

    /// Leaves only the next token of the bar to be repeated, and what belongs to the form.
    ///
    /// Where the bar cannot go on as the first time, as when its section ends on another pickup, it goes on freely: the
    /// look-ahead that keeps bars exact comes first.
    func keepPhrase(_ mask: inout [Bool]) {
        guard let phrases, let model, model.starts(with: phrases.current) else { return }
        let forced = phrases.current.count < model.count ? model[phrases.current.count] : nil
        let isPossible = forced.map { mask[Int($0)] } ?? mask.indices.contains { mask[$0] && grammar.ids.isForm[$0] }
        guard isPossible else { return }
        for i in mask.indices where mask[i] {
            // A bar line would end the bar early; an ending or a cadence stands before the first note.
            let isForm = grammar.ids.isForm[i] && (forced == nil || phrases.current.isEmpty)
            mask[i] = isForm || forced == TokenID(i)
        }
    }

    /// Notes a token of the present bar.
    mutating func remember(_ token: TokenID) {
        guard phrases != nil, section.ending < 2, !grammar.ids.isForm[Int(token)] else { return }
        phrases?.current.append(token)
    }

    /// The present bar is over; `counts` where it was a whole bar of its section and not a pickup.
    mutating func closeBar(counts: Bool) {
        guard phrases != nil else { return }
        if counts, section.ending < 2, let bar = phrases?.current { phrases?.bars.append(bar) }
        phrases?.current.removeAll()
    }

    /// Whether the bar after the present one starts a phrase: no tie may lead into it, as it may be another's copy.
    var isPhraseEnd: Bool {
        guard phrases != nil, let sections = plan.sections?.value, section.index < sections.count else { return false }
        let demanded = sections[section.index]
        guard !demanded.phrases.isEmpty else { return false }
        return (section.barsDone + 1) % (demanded.bars / demanded.phrases.count) == 0
    }
}

extension ABCGrammar {
    /// For each bar of the tune the earlier bar that it repeats, by the letters of the plan's phrases.
    static func repeatedBars(_ sections: [Plan.Section]) -> [Int?] {
        var firstBar: [Character: Int] = [:]
        var result: [Int?] = []
        for section in sections {
            if section.phrases.isEmpty {
                result += [Int?](repeating: nil, count: section.bars)
                continue
            }
            let length = section.bars / section.phrases.count
            for letter in section.phrases {
                let first = firstBar[letter]
                if first == nil { firstBar[letter] = result.count }
                for i in 0..<length { result.append(first.map { $0 + i }) }
            }
        }
        return result
    }
}

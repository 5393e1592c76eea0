import MuseProtocols

extension ABCGrammarState {
    /// The bars of a tune whose plan has phrases. A phrase that recurs repeats the tokens of its first occurrence.
    struct PhraseState: Hashable, Sendable {
        /// The tokens of each bar's elements, by bar number.
        var bars: [[TokenID]] = []
        /// The tokens of the current bar.
        var current: [TokenID] = []
        /// Bars that a template gives and bars that repeat them, all known in advance.
        var given: [Int: [TokenID]] = [:]
        /// Whether bars are recorded without being required to repeat others.
        var isRecording = false
    }

    /// The bar that the current one must repeat; nil if it is new, a pickup, or in a second ending.
    private var model: [TokenID]? {
        guard let phrases, !phrases.isRecording, section.ending < 2 else { return nil }
        if case .pickup = section.opening { return nil }
        let bar = totalBars
        if let given = phrases.given[bar] { return given }
        guard grammar.repeatedBars.indices.contains(bar), let source = grammar.repeatedBars[bar],
            source < phrases.bars.count
        else { return nil }
        return phrases.bars[source]
    }

    /// The share of the notes of the current bar that may differ from the repeated one.
    private var variation: Double {
        guard let sections = plan.sections?.value, sections.indices.contains(section.index) else { return 0 }
        return sections[section.index].variation
    }

    /// Whether the current bar must repeat another.
    var isCopy: Bool { model != nil }

    /// Keeps only the next token of the repeated bar, and tokens of the form.
    ///
    /// If a bar cannot continue like the original, for example because its section ends with a different pickup, it
    /// continues freely. Correct bar lengths take priority.
    func keepPhrase(_ mask: inout [Bool]) {
        guard let phrases, let model else { return }
        let copy = PhraseCopy(of: model, current: phrases.current, variation: variation) { ids.isPitch[Int($0)] }
        guard copy.isAligned else { return }
        if copy.isComplete {
            guard ids.forms.contains(where: { mask[Int($0)] }) else { return }
            return keep(ids.forms, in: &mask)
        }
        guard mask[Int(copy.next)] else { return }
        let choices = copy.mayChange ? ids.pitches : [copy.next]
        // A bar line would end the bar early. Endings and cadences are allowed only before the first note.
        keep(phrases.current.isEmpty ? ids.forms + choices : choices, in: &mask)
    }

    private func keep(_ tokens: [TokenID], in mask: inout [Bool]) {
        let kept = tokens.filter { mask[Int($0)] }
        mask.clear()
        for token in kept { mask[Int(token)] = true }
    }

    /// Records a token of the current bar.
    mutating func record(_ token: TokenID) {
        guard phrases != nil, section.ending < 2, !ids.isForm[Int(token)] else { return }
        phrases?.current.append(token)
    }

    /// Ends the current bar; `counts` is true for a whole bar of its section, false for a pickup.
    mutating func closeBar(counts: Bool) {
        guard phrases != nil else { return }
        if counts, section.ending < 2, let bar = phrases?.current { phrases?.bars.append(bar) }
        phrases?.current.removeAll()
    }

    /// Whether the next bar starts a phrase. No tie may lead into it, because it may be a copy.
    var isPhraseEnd: Bool {
        guard let phrases, !phrases.isRecording, let sections = plan.sections?.value, section.index < sections.count
        else { return false }
        let demanded = sections[section.index]
        guard !demanded.phrases.isEmpty else { return false }
        return (section.barsDone + 1) % (demanded.bars / demanded.phrases.count) == 0
    }

    /// The number of later bars that repeat a bar.
    func copies(of bar: Int) -> Int {
        guard phrases != nil else { return 0 }
        return grammar.repeatedBars.dropFirst(bar + 1).count { $0 == bar }
    }

    /// An upper bound of the extra tokens in bars that repeat others, compared with the shortest bars.
    var tokensOfCopies: Int {
        guard let phrases else { return 0 }
        var tokens = phrases.current.count
        for (bar, source) in grammar.repeatedBars.enumerated().dropFirst(totalBars) {
            if let given = phrases.given[bar] {
                tokens += given.count
            } else if let source {
                tokens += source < phrases.bars.count ? phrases.bars[source].count : 0
                // The current bar may still grow.
                if source == totalBars { tokens += phrases.current.count + 20 }
            }
        }
        return tokens
    }
}

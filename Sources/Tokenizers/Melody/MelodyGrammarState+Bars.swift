import MuseProtocols

/// Bars whose rhythm, notes or close are demanded. A pickup is free.
extension MelodyGrammarState {
    struct BarState: Hashable, Sendable {
        /// Whether no demands hold, because given music does not meet them.
        var isFree = false
        /// The demanded rhythms, as bits, that the bar may still have.
        var rhythms = UInt64.max
        /// The pitch class of the last note that started in the bar; -1 for none, and if no bar has to close.
        var lastClass = -1
    }

    /// The demands on the notes of the current bar.
    private var demand: BarDemand {
        if grammar.demands.isEmpty || bars == 0 || bar.isFree { return BarDemand() }
        return grammar.demands.combined[grammar.demands.combination(number: bars - 1)]
    }

    /// The pitch classes on which the current bar closes; nil for any.
    private func closing(isLast: Bool) -> Set<Int>? {
        guard grammar.hasCloses, bars > 0, let key else { return nil }
        return grammar.closes.degrees(ofBar: bars - 1, isFinal: isLast).map { key.notes.closing($0) }
    }

    /// Whether the tune may end with the complete bar.
    var closesTune: Bool {
        grammar.closes.mayEnd(afterBar: bars - 1) && closing(isLast: true)?.contains(bar.lastClass) ?? true
    }

    /// Clears the tokens after which the bar cannot meet its demands.
    func keepDemands(_ mask: inout [Bool], isLast: Bool) {
        let (demand, closing) = (demand, closing(isLast: isLast))
        if demand.isFree, closing == nil { return }
        guard let key else { return }
        let vocabulary = grammar.vocabulary
        let noting = bar.rhythms & demand.rhythms(startingAt: position)
        let (may, mayClosing) = (
            mayGoOn(demand, noting, closing, closesNow: false), mayGoOn(demand, noting, closing, closesNow: true)
        )
        let first = Int(vocabulary.firstNote)
        for (i, midi) in vocabulary.grid.range.enumerated() where mask[first + i] {
            let isClosing = closing?.contains(midi % 12) ?? false
            mask[first + i] = (isClosing ? mayClosing : may) && key.notes.allows(midi, demand, at: position)
        }
        let closesNow = closing?.contains(bar.lastClass) ?? false
        let mayWait = !demand.requiresNote(at: position)
        if !mayWait || !mayGoOn(demand, bar.rhythms & holding(demand), closing, closesNow: closesNow) {
            mask[Int(vocabulary.hold)] = false
        }
        if isBeforePickup { return }
        if !mayWait || !mayGoOn(demand, bar.rhythms & resting(demand), closing, closesNow: closesNow) {
            mask[Int(vocabulary.rest)] = false
        }
    }

    /// Whether the bar can go on after this step.
    ///
    /// - Parameters:
    ///   - rhythms: those that the bar may have with this step.
    ///   - closesNow: whether the bar closes if no further note starts.
    private func mayGoOn(_ demand: BarDemand, _ rhythms: UInt64, _ closing: Set<Int>?, closesNow: Bool) -> Bool {
        if rhythms == 0 { return false }
        guard closing != nil, let key else { return true }
        if key.notes.mayCloseAfter(demand, position, rhythms, end: barTicks, closing) { return true }
        guard closesNow, !demand.required.contains(where: { $0 > position }) else { return false }
        return rhythms & demand.bits { $0.last.map { $0.onset <= position } ?? true } != 0
    }

    /// The rhythms, as bits, in which a note is held here.
    private func holding(_ demand: BarDemand) -> UInt64 {
        demand.bits { $0.contains { $0.onset < position && $0.end > position } }
    }

    private func resting(_ demand: BarDemand) -> UInt64 {
        demand.rhythms(silentFrom: position, to: position + grammar.stepTicks)
    }

    mutating func startBar() {
        bar = BarState()
        if let key, !demand.isFree { bar.rhythms = key.notes.rhythms(of: demand, nil) }
    }

    /// Records a note, hold or rest before it is counted.
    mutating func record(_ token: TokenID) {
        if grammar.demands.isEmpty, !grammar.hasCloses { return }
        let (demand, token) = (demand, grammar.vocabulary[token])
        let rhythms: UInt64
        let isMet: Bool
        switch token {
        case .note(let midi):
            rhythms = demand.rhythms(startingAt: position)
            isMet = key?.notes.allows(midi, demand, at: position) ?? true
            if grammar.hasCloses { bar.lastClass = midi % 12 }
        case .hold:
            rhythms = holding(demand)
            isMet = !demand.requiresNote(at: position)
        default:
            rhythms = resting(demand)
            isMet = !demand.requiresNote(at: position)
        }
        bar.rhythms &= rhythms
        if !isMet || bar.rhythms == 0 { bar.isFree = true }
    }
}

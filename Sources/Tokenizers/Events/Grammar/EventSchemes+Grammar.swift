import MuseProtocols

extension RemiScheme {
    func startState(_ grammar: EventGrammar) -> any EventGrammarState { RemiGrammarState(grammar, maxBars: maxBars) }

    func checkGrammar() throws {
        typealias S = EventSettings
        try options.requireGrammar(
            name, others: [(S.barEnds.info.name, hasBarEnds), (S.trailingBars.info.name, hasTrailingBars)])
        try options.requireEvenResolutions(name)
        // MidiTok skips numbers of bars.
        if options.isCompatible, maxBars != nil {
            try options.requireGrammar(name, others: [(S.maxBars.info.name, true)])
        }
    }
}

extension TSDScheme {
    func startState(_ grammar: EventGrammar) -> any EventGrammarState { ShiftGrammarState(grammar) }
}

extension MIDILikeScheme {
    func startState(_ grammar: EventGrammar) -> any EventGrammarState { ShiftGrammarState(grammar) }
}

extension StructuredScheme {
    func startState(_ grammar: EventGrammar) -> any EventGrammarState { StructuredGrammarState(grammar) }
}

extension CPWordScheme {
    func startState(_ grammar: EventGrammar) -> any EventGrammarState { CPWordGrammarState(grammar, slots) }
}

extension OctupleScheme {
    func startState(_ grammar: EventGrammar) -> any EventGrammarState {
        OctupleGrammarState(grammar, slotTypes, maxBars: maxBars)
    }
}

extension MuMIDIScheme {
    func startState(_ grammar: EventGrammar) -> any EventGrammarState { MuMIDIGrammarState(grammar, maxBars: maxBars) }
}

extension PerTokScheme {
    func startState(_ grammar: EventGrammar) -> any EventGrammarState { PerTokGrammarState(grammar, self) }

    /// Several programs would each have a distance from the grid of their own.
    func checkGrammar() throws {
        try options.requireGrammar(name, others: [(EventSettings.usePrograms.info.name, options.programs != nil)])
    }
}

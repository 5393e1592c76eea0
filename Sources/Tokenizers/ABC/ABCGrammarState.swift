import MuseMusic
import MuseProtocols

/// Where one tune stands in the grammar of `abc` tokens. Times are ticks of 10 080 a quarter.
struct ABCGrammarState: GrammarState {
    enum Place: Hashable, Sendable {
        /// What the tune is in the grammar's respect of this number.
        case label(Int)
        case meter, unit, tonic, mode
        /// The sections to come are told.
        case form
        /// Between elements; prefixes such as a chord symbol may have been read.
        case music
        /// Behind an accidental: a pitch follows.
        case alteration
        /// Behind a note, chord or rest whose length may still be given.
        case pending
        /// Behind an element whose length is known.
        case timed
        case chord, grace
        case afterBar
        case ended
    }

    let grammar: ABCGrammar
    var place = Place.label(0)

    // Header.
    var isFree = false
    var full = 0
    var unit = 0
    var tonic = PitchClass(step: 0)
    var pitches: PitchTable?
    /// Sections told so far.
    var sectionsTold = 0

    // Bar and form: ABCGrammarState+Form.swift.
    var elapsed = 0
    var totalBars = 0
    /// The length of the pickup that each section starts with; 0 where the tune has none.
    var pickup = 0
    var section = SectionState()
    var next = AfterBar()
    /// What the present bar has announced: to be the last of its section, whole or shortened by a pickup.
    var cadence = Cadence.none
    /// Nothing but the header has been read.
    var isAtStart = true

    // Notes: ABCGrammarState+Notes.swift.
    var element = ElementState()
    var tuplet: TupletState?
    var tie: WrittenPitch?
    /// The length in ticks that the second note of a broken pair must have.
    var brokenRest: Int?

    // Phrases: ABCGrammarState+Phrases.swift.
    /// nil where the plan names no phrases.
    var phrases: PhraseState?

    init(_ grammar: ABCGrammar) {
        self.grammar = grammar
        if !grammar.repeatedBars.isEmpty { phrases = PhraseState() }
    }

    var ids: ABCTokenSets { grammar.ids }
    var plan: Plan { grammar.plan }
    var isEnded: Bool { place == .ended }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        fill(&mask)
        if tokensLeft <= costBound { keepAffordable(&mask, tokensLeft) }
    }

    /// The mask without regard to the token budget.
    func fill(_ mask: inout [Bool]) {
        for i in mask.indices { mask[i] = false }
        switch place {
        case .label, .meter, .unit, .tonic, .mode: fillHeader(&mask)
        case .form: fillForm(&mask)
        case .music: fillMusic(&mask)
        case .alteration, .chord, .grace: fillPitches(&mask)
        case .pending: fillPending(&mask)
        case .timed:
            if mayTie { mask[Int(ids.tie)] = true }
            fillMusic(&mask)
        case .afterBar: fillAfterBar(&mask)
        case .ended: break
        }
        if phrases != nil { keepPhrase(&mask) }
    }

    mutating func advance(_ token: TokenID) {
        let meaning = grammar.vocabulary.tokens[Int(token)]
        if place == .pending { settle(before: meaning) }
        switch meaning {
        case .end: place = .ended
        case .label:
            if case .label(let i) = place { place = i + 1 < ids.labels.count ? .label(i + 1) : .meter }
        case .meter(let meter):
            isFree = meter.meter.isFree
            full = meter.meter.barTicks(Score.notationTicksPerQuarter) ?? 16 * 4 * Score.notationTicksPerQuarter
            if isFree { section.opening = .done }
            place = .unit
        case .unit(let denominator):
            unit = 4 * Score.notationTicksPerQuarter / denominator
            place = .tonic
        case .tonic(let tonic):
            self.tonic = tonic
            place = .mode
        case .mode(let mode):
            pitches = grammar.pitches(tonic: tonic, mode: mode)
            place = ids.sections.isEmpty ? .music : .form
        case .section: sectionsTold += 1
        case .barline(_, let endsRepeat, let startsRepeat):
            advanceBar(token, endsRepeat: endsRepeat, startsRepeat: startsRepeat)
        case .cadence(let isShort):
            cadence = isShort ? .short : .whole
            isAtStart = false
            place = .music
        case .ending(let numbers):
            section.ending = numbers == [1] ? 1 : 2
            section.endingDone = 0
            next = AfterBar()
            place = .music
        default:
            isAtStart = false
            remember(token)
            advanceNotes(token, meaning)
        }
    }

    private func fillHeader(_ mask: inout [Bool]) {
        switch place {
        case .label(let i):
            let wanted = grammar.wantedLabels[i]
            for (id, name) in ids.labels[i].tokens where wanted == nil || name == wanted { mask[Int(id)] = true }
        case .meter:
            let wanted = plan.meter?.value
            for (id, meter) in ids.meters where wanted == nil || meter == wanted { mask[Int(id)] = true }
        case .unit:
            for (id, denominator) in ids.units {
                let unit = 4 * Score.notationTicksPerQuarter / denominator
                mask[Int(id)] = isFree || unit <= full && full % (unit / 4) == 0
            }
        case .tonic:
            for (id, tonic) in ids.tonics where plan.key == nil || plan.key?.value.tonic == tonic {
                mask[Int(id)] = ids.modes.contains { mayUse($0.mode, on: tonic) }
            }
        default:
            for (id, mode) in ids.modes { mask[Int(id)] = mayUse(mode, on: tonic) }
        }
    }

    /// The plan's sections in order or, where it names none, whatever the model expects of its own tune: at least one.
    private func fillForm(_ mask: inout [Bool]) {
        guard let wanted = plan.sections?.value else {
            if sectionsTold > 0 { fillMusic(&mask) }
            if sectionsTold < 12 { for section in ids.sections { mask[Int(section.id)] = true } }
            return
        }
        guard sectionsTold < wanted.count else { return fillMusic(&mask) }
        let next = wanted[sectionsTold]
        let bars = next.bars <= ABCVocabulary.longestSection ? next.bars : 0
        for section in ids.sections where section.bars == bars && section.isRepeated == (next.repeats != .none) {
            mask[Int(section.id)] = true
        }
    }

    private func mayUse(_ mode: Key.Mode, on tonic: PitchClass) -> Bool {
        if let key = plan.key?.value, key.mode != mode { return false }
        return mode != .none && grammar.pitches(tonic: tonic, mode: mode) != nil
    }
}

import MuseMusic
import MuseProtocols

/// The parser state of one tune in the grammar of `abc` tokens. Times are in ticks, 10 080 per quarter note.
struct ABCGrammarState: GrammarState {
    enum Place: Hashable, Sendable {
        /// Before the value of the label with this index in `ids.labels`.
        case label(Int)
        case meter, unit, tonic, mode
        /// Within the tokens that declare the sections.
        case form
        /// Between elements; prefixes such as a chord symbol may have been read.
        case music
        /// After an accidental: a pitch follows.
        case alteration
        /// After a note, chord or rest whose length may still be set.
        case pending
        /// After an element whose length is known.
        case timed
        case chord, grace
        case afterBar
        case ended
    }

    let grammar: ABCGrammar
    var place = Place.label(0)
    /// Whether the tokens are given music, which may contain chord symbols and decorations that are never generated.
    var isGiven = false
    /// Whether the state searches for the shortest ending; the mask may omit tokens that no shortest ending contains.
    var isShortening = false

    // Header.
    var isFree = false
    var full = 0
    var unit = 0
    var tonic = PitchClass(step: 0)
    var pitches: PitchTable?
    private var drawable: DrawableMarks?
    /// The number of section tokens read so far.
    private(set) var sectionTokens = 0

    // Bar and form: ABCGrammarState+Form.swift.
    var elapsed = 0
    /// The exact length of the current bar if a template leaves it open; nil for any length that the form allows.
    var barLength: Int?
    var totalBars = 0
    /// The length of the pickup of each section; 0 if the tune has none.
    var pickup = 0
    var section = SectionState()
    var next = AfterBar()
    /// Whether a cadence token makes the current bar the last of its section, and whether a pickup shortens it.
    var cadence = Cadence.none
    /// Whether nothing but the header has been read.
    var isAtStart = true

    // Notes: ABCGrammarState+Notes.swift.
    var element = ElementState()
    var tuplet: TupletState?
    var tie: WrittenPitch?
    /// The required length in ticks of the second note of a broken pair.
    var brokenRemainder: Int?

    // Demanded rhythms and notes: ABCGrammarState+BarNotes.swift.
    var bar = BarState()
    /// nil before the key, and if the plan has no such demands.
    private(set) var barNotes: ABCBarNotes?
    /// The possible lengths of the tune's pickup, in ascending order, if the plan has such demands.
    private(set) var pickups: [Int] = []

    // Phrases: ABCGrammarState+Phrases.swift.
    /// nil if the plan has no phrases.
    var phrases: PhraseState?

    init(_ grammar: ABCGrammar) {
        self.grammar = grammar
        if !grammar.repeatedBars.isEmpty { phrases = PhraseState() }
    }

    var ids: ABCTokenSets { grammar.ids }
    var plan: Plan { grammar.plan }
    var marks: DrawableMarks { isGiven ? grammar.allMarks : drawable ?? grammar.allMarks }
    var isEnded: Bool { place == .ended }

    func allowed(_ mask: inout [Bool], tokensLeft: Int) {
        fill(&mask)
        guard tokensLeft > costBound else { return keepAffordable(&mask, tokensLeft: tokensLeft) }
        guard mayBecomePickup else { return }
        var pickup = self
        pickup.bar.isPickup = true
        pickup.bar.rhythms = .max
        var mayFollow = ids.emptyMask
        pickup.fill(&mayFollow)
        for i in mask.indices where mayFollow[i] { mask[i] = true }
    }

    func allowedAsInput(_ mask: inout [Bool]) {
        var given = self
        given.isGiven = true
        given.fill(&mask)
    }

    /// Fills the mask, ignoring the token limit.
    func fill(_ mask: inout [Bool]) {
        fillIgnoringPhrases(&mask)
        if phrases != nil { keepPhrase(&mask) }
    }

    func fillIgnoringPhrases(_ mask: inout [Bool]) {
        mask.clear()
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
            drawable = grammar.marks(tonic: tonic)
            if let pitches, !grammar.notes.bars.isEmpty {
                let notes = ABCBarNotes(pitches, ids, tonic: tonic.semitone, unit: unit)
                barNotes = notes
                pickups = possiblePickups(notes)
                startBar()
            }
            place = ids.sections.isEmpty ? .music : .form
        case .section: sectionTokens += 1
        case .barline(_, let endsRepeat, let startsRepeat):
            let isFirst = isAtStart
            advanceBar(token, endsRepeat: endsRepeat, startsRepeat: startsRepeat)
            if isFirst { return }
            bar.isPickup = false
            startBar()
        case .cadence(let isShort):
            cadence = isShort ? .short : .whole
            isAtStart = false
            place = .music
            startBar()
        case .ending(let numbers):
            section.ending = numbers == [1] ? 1 : 2
            section.endingDone = 0
            next = AfterBar()
            place = .music
            startBar()
        default:
            isAtStart = false
            record(token)
            advanceNotes(token, meaning)
        }
    }

    private func fillHeader(_ mask: inout [Bool]) {
        switch place {
        case .label(let i):
            let required = grammar.requiredLabels[i]
            for (id, name) in ids.labels[i].tokens where required == nil || name == required { mask[Int(id)] = true }
        case .meter:
            let required = plan.meter?.value
            for (id, meter) in ids.meters where required == nil || meter == required { mask[Int(id)] = true }
        case .unit:
            for (id, denominator) in ids.units {
                let unit = 4 * Score.notationTicksPerQuarter / denominator
                mask[Int(id)] =
                    isFree || unit <= full && full % (unit / 4) == 0 && grammar.notes.mayUse(unit: denominator)
            }
        case .tonic:
            for (id, tonic) in ids.tonics where plan.key == nil || plan.key?.value.tonic == tonic {
                mask[Int(id)] = ids.modes.contains { mayUse($0.mode, on: tonic) }
            }
        default:
            for (id, mode) in ids.modes { mask[Int(id)] = mayUse(mode, on: tonic) }
        }
    }

    /// Allows the plan's sections in order; without a plan, one to twelve sections of any kind.
    private func fillForm(_ mask: inout [Bool]) {
        guard let required = plan.sections?.value else {
            if sectionTokens > 0 { fillMusic(&mask) }
            if sectionTokens < 12 { for section in ids.sections { mask[Int(section.id)] = true } }
            return
        }
        guard sectionTokens < required.count else { return fillMusic(&mask) }
        let next = required[sectionTokens]
        let bars = next.bars <= ABCVocabulary.longestSection ? next.bars : 0
        for section in ids.sections where section.bars == bars && section.isRepeated == (next.repeats != .none) {
            mask[Int(section.id)] = true
        }
    }

    private func mayUse(_ mode: Key.Mode, on tonic: PitchClass) -> Bool {
        if let key = plan.key?.value, key.mode != mode { return false }
        return mode != .none && grammar.pitches(tonic: tonic, mode: mode) != nil
            && (unit == 0
                || grammar.notes.mayUse(unit: 4 * Score.notationTicksPerQuarter / unit, tonic: tonic, mode: mode))
    }
}

extension [Bool] {
    mutating func clear() { for i in indices { self[i] = false } }
}

import MuseProtocols

extension ABCGrammarState {
    /// The state of the current section.
    struct SectionState: Hashable, Sendable {
        /// What the section's first bar may be.
        enum Opening: Sendable {
            /// The tune's first bar: a pickup or a whole bar.
            case free
            /// The tune's pickup, which completes the last bar of the section before.
            case pickup
            case done
        }

        var index = 0
        var opening = Opening.free
        /// Whether the section began with `|:`.
        var isOpened = false
        /// The number of complete bars, without the pickup and second endings.
        var barsDone = 0
        /// 0 before any numbered ending, then 1 or 2.
        var ending = 0
        var endingDone = 0
        /// The number of bars of the first ending.
        var endingBars = 0
    }

    enum Cadence: Sendable { case none, whole, short }

    /// What may follow the bar line that was read last.
    struct AfterBar: Hashable, Sendable {
        var mayStartFirstEnding = false
        var mustStartFirstEnding = false
        var mustStartSecondEnding = false
        var mayEndTune = false
        var mustEndTune = false
    }

    private var demanded: Plan.Section? {
        guard let sections = plan.sections?.value, section.index < sections.count else { return nil }
        return sections[section.index]
    }

    private var totalAfterBar: Int { totalBars + (section.ending == 2 ? 0 : 1) }

    private var hasNextSection: Bool {
        if let sections = plan.sections?.value { return section.index + 1 < sections.count }
        return plan.bars.map { totalAfterBar < $0.value.upperBound } ?? true
    }

    var mayEndWithSection: Bool {
        if let sections = plan.sections?.value { return section.index + 1 == sections.count }
        return grammar.closes.mayEnd(afterBar: barNumber)
            && plan.bars.map { totalAfterBar >= $0.value.lowerBound } ?? true
    }

    private var mayContinueSection: Bool {
        if section.ending == 2 { return section.endingDone + 1 < section.endingBars }
        if let demanded { return section.barsDone + 1 < demanded.bars }
        // Endings have at most four bars; with a longer one, the section would be written out instead.
        if section.ending == 1, section.endingDone + 1 >= 4 { return false }
        return plan.bars.map { totalAfterBar < $0.value.upperBound } ?? true
    }

    private var mayBeRepeated: Bool {
        (section.isOpened || section.index == 0) && demanded?.repeats != Plan.Section.Repeat.none
    }

    /// The ends of the current bar, given whether a cadence makes it the last of its section.
    func barEnds() -> BarEnds { possibleEnds().restricted(to: cadence) }

    /// The ends of the current bar, with or without a cadence.
    private func possibleEnds() -> BarEnds {
        let ends = endsByForm()
        return barLength.map { ends.restricted(toLength: $0) } ?? ends
    }

    private func endsByForm() -> BarEnds {
        var ends = BarEnds()
        if case .pickup = section.opening {
            ends.plain = pickup
            return ends
        }
        ends.pickupLimit = pickupLimit
        if bar.isPickup, !isGiven, elapsed <= ends.pickupLimit {
            ends.whole = full
            return ends
        }
        // In free time, any length up to the maximum is a whole bar.
        let whole = isFree ? min(elapsed, full) : full
        ends.whole = whole
        let sectionEnd = whole - pickup
        if mayContinueSection { ends.plain = whole }
        let hasNext = hasNextSection
        let mayEnd = mayEndWithSection
        let following = plan.sections.flatMap { section.index + 1 < $0.value.count ? $0.value[section.index + 1] : nil }
        let nextMayOpenRepeat = hasNext && following?.repeats != Plan.Section.Repeat.none
        let nextMayOmitRepeat = hasNext && (following == nil || following?.repeats == Plan.Section.Repeat.none)
        let isComplete = demanded.map { section.barsDone + 1 == $0.bars } ?? true
        if isComplete, mayBeRepeated, section.ending < 2 {
            if section.ending == 1 {
                ends.repeatEnd = sectionEnd
            } else if demanded?.repeats != .endings {
                if mayEnd || nextMayOmitRepeat { ends.repeatEnd = sectionEnd }
                if nextMayOpenRepeat { ends.repeatBoth = sectionEnd }
            }
        }
        let endsPlainly =
            section.ending == 2
            ? section.endingDone + 1 == section.endingBars
            : section.ending == 0 && isComplete && !section.isOpened
                && (demanded == nil || demanded?.repeats == Plan.Section.Repeat.none)
        if endsPlainly {
            if mayEnd { ends.final = sectionEnd }
            if nextMayOmitRepeat || mayEnd { ends.double = sectionEnd }
            if nextMayOpenRepeat { ends.repeatStart = sectionEnd }
        }
        return ends
    }

    /// The last tick that a note of this bar may extend to.
    var lastEnd: Int {
        let ends = barEnds()
        if isFree { return barLength ?? (ends.plain != nil || ends.mayEndSection ? full : 0) }
        return ends.last
    }

    func fillBars(_ mask: inout [Bool]) {
        if isAtStart {
            let repeats = demanded?.repeats
            if repeats != Plan.Section.Repeat.none, !section.isOpened { mask[Int(ids.repeatStart)] = true }
            fillCadence(&mask)
            return
        }
        guard elapsed > 0 else { return fillCadence(&mask) }
        let ends = barEnds()
        // In free time, a bar can end after every note.
        if isFree, !isClosing { return }
        if ends.plain == elapsed || isPickupEnd(ends), tie == nil || mayHoldIntoNextBar { mask[Int(ids.bar)] = true }
        if tie != nil { return }
        if ends.repeatEnd == elapsed { mask[Int(ids.repeatEnd)] = true }
        if ends.repeatBoth == elapsed { mask[Int(ids.repeatBoth)] = true }
        if ends.double == elapsed { mask[Int(ids.double)] = true }
        // A double bar line closes a section that has no closing repeat sign, such as one with a second ending.
        if ends.repeatStart == elapsed { mask[Int(ids.doubleRepeatStart)] = true }
        if ends.final == elapsed { mask[Int(ids.final)] = true }
    }

    /// At the start of a bar: allows cadence tokens if the bar may be the last of its section.
    private func fillCadence(_ mask: inout [Bool]) {
        guard cadence == .none else { return }
        let ends = possibleEnds()
        if ends.restricted(to: .whole).mayEndSection { mask[Int(ids.cadence)] = true }
        if ends.restricted(to: .short).mayEndSection { mask[Int(ids.shortCadence)] = true }
    }

    func fillAfterBar(_ mask: inout [Bool]) {
        if next.mustStartSecondEnding {
            mask[Int(ids.secondEnding)] = true
            return
        }
        if next.mustStartFirstEnding {
            mask[Int(ids.firstEnding)] = true
            return
        }
        if next.mayStartFirstEnding { mask[Int(ids.firstEnding)] = true }
        if next.mayEndTune { mask[0] = true }
        if next.mustEndTune { return }
        fillCadence(&mask)
        fillElements(&mask)
    }

    /// Whether `|` may follow, and then music without a numbered ending.
    var mayCrossBar: Bool {
        let ends = barEnds()
        guard ends.plain == elapsed || isPickupEnd(ends), !isPhraseEnd, mayHoldIntoNextBar else { return false }
        guard let demanded, demanded.repeats == .endings, section.ending == 0 else { return true }
        return demanded.bars - section.barsDone > 2
    }

    mutating func advanceBar(_ token: TokenID, endsRepeat: Bool, startsRepeat: Bool) {
        place = .afterBar
        next = AfterBar()
        if isAtStart {
            section.isOpened = true
            place = .music
            isAtStart = false
            return
        }
        defer {
            elapsed = 0
            barLength = nil
            cadence = .none
        }
        if token == ids.bar { return advancePlainBar() }
        let mayEnd = mayEndWithSection
        let hasNext = hasNextSection
        closeBar(counts: true)
        totalBars = totalAfterBar
        if endsRepeat, section.ending == 1 {
            section.endingBars = section.endingDone + 1
            section.barsDone += 1
            next.mustStartSecondEnding = true
            return
        }
        next.mayEndTune = mayEnd && !startsRepeat
        next.mustEndTune = !hasNext || token == ids.final
        section = SectionState(
            index: section.index + 1, opening: pickup > 0 ? .pickup : .done, isOpened: startsRepeat)
    }

    private mutating func advancePlainBar() {
        switch section.opening {
        case .free where elapsed < full && !isFree:
            pickup = elapsed
            section.opening = .done
            return closeBar(counts: false)
        case .pickup:
            section.opening = .done
            return closeBar(counts: false)
        default: section.opening = .done
        }
        closeBar(counts: true)
        totalBars = totalAfterBar
        if section.ending > 0 { section.endingDone += 1 }
        if section.ending < 2 { section.barsDone += 1 }
        guard section.ending == 0, mayBeRepeated, tie == nil else { return }
        if let demanded {
            let remaining = demanded.bars - section.barsDone
            let mayHaveEndings = demanded.repeats == .endings || demanded.repeats == .either
            next.mayStartFirstEnding = mayHaveEndings && (1...4).contains(remaining)
            next.mustStartFirstEnding = demanded.repeats == .endings && remaining == 1
        } else {
            next.mayStartFirstEnding = true
        }
    }
}

package import MuseMusic

/// Builds one voice from musical events in order of time.
///
/// Each note, chord or rest starts where the previous one ended. Times are exact and include the effect of tuplets;
/// notes get whole ticks from their rounded start to their rounded end.
package struct VoiceBuilder {
    package var id: String
    /// The index of the part in the score.
    package let part: Int
    /// The number of the voice within the part.
    package let number: UInt8
    /// Whether it overlays another voice for some bars; overlays are not checked as voices.
    package let isOverlay: Bool
    /// The current meter.
    package var meter: Meter?
    /// The place of its last element so far; nil if its reader does not say.
    package var endPlace: TextPlace?

    package private(set) var position = ExactTicks(0)
    package private(set) var barStart = ExactTicks(0)
    private(set) var last: VoiceElement?
    private(set) var tuplet: OpenTuplet?
    private(set) var ties = OpenTies()
    private var slurs = OpenSlurs()

    package private(set) var notes: [Note] = []
    package private(set) var rests: [Rest] = []
    private(set) var barlines = BarlineList()
    package private(set) var meters: [Timed<Meter>] = []
    package private(set) var keys: [Timed<Key>] = []

    package init(id: String = "", part: Int = 0, number: UInt8 = 0, isOverlay: Bool = false, meter: Meter? = nil) {
        self.id = id
        self.part = part
        self.number = number
        self.isOverlay = isOverlay
        self.meter = meter
    }

    package var isEmpty: Bool { notes.isEmpty && rests.isEmpty && barlines.isEmpty }
    package var onset: Int { position.rounded }

    /// The length of a bar; a whole note in free time.
    package var barTicks: Int { meter?.barTicks(Score.notationTicksPerQuarter) ?? 4 * Score.notationTicksPerQuarter }

    /// Whether a bar starts here.
    package var isAtBarStart: Bool { position.rounded == barStart.rounded }

    // MARK: - Notes and rests

    /// Returns the time span of a next element that lasts `duration`.
    package func span(_ duration: ExactTicks) throws(TimeSpan.LengthError) -> TimeSpan {
        try TimeSpan(from: position, lasting: duration)
    }

    /// Places a note.
    ///
    /// - Parameter slurStarts: the places of the slurs that start at the note.
    /// - Returns: a problem for each tie before the note that does not lead to it.
    package mutating func place(
        _ pitch: Pitch, in span: TimeSpan, marks: Marks = Marks(), slurStarts: [TextPlace] = []
    ) -> [MusicProblem] {
        let i = notes.count
        notes.append(
            Note(
                onset: span.onset, duration: span.ticks, pitch: pitch, voice: number, tuplet: tuplet?.position,
                marks: marks))
        if !slurStarts.isEmpty { slurs.open(at: .note(i), slurStarts) }
        return advance(over: span, notes: i..<i + 1, rest: nil)
    }

    /// Places a chord; its marks are attached to its first note.
    ///
    /// - Returns: a problem for each tie before the chord that leads to none of its notes.
    package mutating func place(
        _ chord: [ChordNote], in span: TimeSpan, marks: Marks = Marks(), slurStarts: [TextPlace] = []
    ) -> [MusicProblem] {
        let first = notes.count
        let (onset, tuplet) = (span.onset, tuplet?.position)
        for note in chord {
            notes.append(
                Note(
                    onset: onset, duration: note.ticks, pitch: note.pitch, voice: number, tuplet: tuplet,
                    marks: notes.count == first ? marks : Marks()))
        }
        if !slurStarts.isEmpty { slurs.open(at: .note(first), slurStarts) }
        return advance(over: span, notes: first..<notes.count, rest: nil)
    }

    /// Places a rest.
    ///
    /// - Returns: a problem for each tie before the rest.
    package mutating func placeRest(
        in span: TimeSpan, isVisible: Bool, marks: Marks = Marks(), slurStarts: [TextPlace] = []
    ) -> [MusicProblem] {
        rests.append(
            Rest(
                onset: span.onset, duration: span.ticks, voice: number, isVisible: isVisible, tuplet: tuplet?.position,
                marks: marks))
        if !slurStarts.isEmpty { slurs.open(at: .rest(rests.count - 1), slurStarts) }
        return advance(over: span, notes: notes.count..<notes.count, rest: rests.count - 1)
    }

    /// Places a rest that fills a bar. It belongs to no tuplet and does not end ties.
    ///
    /// - Parameter ticks: the length of the rest; nil for a bar of the meter.
    package mutating func placeBarRest(
        isVisible: Bool, isOpen: Bool = false, ticks: Int? = nil, marks: Marks = Marks(), slurStarts: [TextPlace] = []
    ) throws(TimeSpan.LengthError) {
        let length = ticks ?? barTicks
        guard let end = position.adding(ExactTicks(length)) else { throw .tooLong }
        rests.append(
            Rest(
                onset: onset, duration: length, voice: number, isVisible: isVisible, isOpen: isOpen, marks: marks))
        if !slurStarts.isEmpty { slurs.open(at: .rest(rests.count - 1), slurStarts) }
        last = VoiceElement(
            start: position, duration: ExactTicks(length), notes: notes.count..<notes.count, rest: rests.count - 1)
        position = end
    }

    private mutating func advance(over span: TimeSpan, notes range: Range<Int>, rest: Int?) -> [MusicProblem] {
        let problems = ties.isEmpty ? [] : ties.close(at: range, in: &notes)
        last = VoiceElement(start: span.start, duration: span.duration, notes: range, rest: rest)
        position = span.end
        tuplet?.advance()
        if tuplet?.isComplete == true { tuplet = nil }
        return problems
    }

    /// Multiplies the length of the last element by `n/d`, as a broken rhythm does.
    ///
    /// - Returns: false, without a change, if the result is too long or too short.
    package mutating func stretchLast(by n: Int, over d: Int) -> Bool {
        guard var element = last, let time = element.duration.scaled(by: n, over: d),
            let end = element.start.adding(time), end.rounded > element.start.rounded
        else { return false }
        let old = element.start.adding(element.duration)?.rounded ?? 0
        let onset = element.start.rounded
        for i in element.notes {
            if notes[i].duration == old - onset {
                notes[i].duration = end.rounded - onset
            } else {
                notes[i].duration = max(1, notes[i].duration * n / d)
            }
        }
        if let rest = element.rest { rests[rest].duration = end.rounded - onset }
        element.duration = time
        last = element
        position = end
        return true
    }

    // MARK: - Tuplets, ties and slurs

    /// Starts a tuplet of the next `count` elements. An open tuplet must be ended first.
    package mutating func startTuplet(_ actual: Int, inTimeOf normal: Int, count: Int, at place: TextPlace) {
        tuplet = OpenTuplet(
            actual, inTimeOf: normal, count: count, firstNote: notes.count, firstRest: rests.count, at: place)
    }

    /// Ends an open tuplet before its last element; it then consists of the elements that it has.
    ///
    /// - Returns: the problem; nil if no tuplet is open.
    package mutating func endTuplet() -> MusicProblem? {
        guard let open = tuplet else { return nil }
        tuplet = nil
        let count = UInt8(open.index)
        for i in open.firstNote..<notes.count where notes[i].tuplet != nil { notes[i].tuplet?.count = count }
        for i in open.firstRest..<rests.count where rests[i].tuplet != nil { rests[i].tuplet?.count = count }
        return MusicProblem(.tupletCutShort(notes: open.index, of: open.count), at: open.place)
    }

    /// Ties the last element to the next one; returns false if it has no notes.
    package mutating func tieLast(at place: TextPlace) -> Bool {
        guard let element = last, !element.notes.isEmpty else { return false }
        for i in element.notes { tie(note: i, at: place) }
        return true
    }

    package mutating func tie(note: Int, at place: TextPlace) { ties.open(note, in: &notes, at: place) }

    /// Ends the innermost slur at the last element; returns false if none is open.
    package mutating func endSlur() -> Bool {
        guard let last, slurs.endLast() else { return false }
        if let note = last.notes.first {
            notes[note].marks.slurEnds += 1
        } else if let rest = last.rest {
            rests[rest].marks.slurEnds += 1
        }
        return true
    }

    // MARK: - Marks

    package mutating func updateMarks(ofNote note: Int, _ update: (inout Marks) -> Void) { update(&notes[note].marks) }

    package mutating func addToLast(decorations: [String], annotations: [String]) {
        if let note = last?.notes.first {
            notes[note].marks.decorations += decorations
            notes[note].marks.annotations += annotations
        } else if let rest = last?.rest {
            rests[rest].marks.decorations += decorations
            rests[rest].marks.annotations += annotations
        }
    }

    // MARK: - Bars, meters and keys

    /// Makes the length of the last element final.
    package mutating func settle() { last?.isSettled = true }

    /// Starts a bar here.
    package mutating func startBar() {
        barStart = position
        settle()
    }

    /// Marks the start or end of a repeat or an ending, where open ties may lead elsewhere.
    package mutating func markSectionEnd() { ties.markSectionEnd() }

    package mutating func add(_ barline: Barline, nextPlayCount: Int = 2, at place: TextPlace) {
        barlines.add(barline, nextPlayCount: nextPlayCount, at: place)
    }

    /// Adds decorations to the bar line here; returns false if there is none.
    package mutating func decorateBarline(_ names: [String]) -> Bool {
        guard barlines.placed.last?.barline.onset == onset, onset > 0 else { return false }
        barlines.decorateLast(names)
        return true
    }

    package mutating func change(to meter: Meter) {
        settle()
        self.meter = meter
        meters.append(Timed(onset, meter))
    }

    package mutating func change(to key: Key) {
        settle()
        keys.append(Timed(onset, key))
    }

    /// Returns to the start of the bar of `main`, which this voice overlays, or of several bars.
    package mutating func restartBar(of main: VoiceBuilder, from start: ExactTicks? = nil) {
        position = start ?? main.barStart
        barStart = position
        meter = main.meter
        last = nil
    }

    /// Continues at a later time, at which an overlay of this bar ended.
    package mutating func skip(to later: ExactTicks) { position = later }

    /// Ends the voice: removes and reports tuplets, ties and slurs that are still open.
    package mutating func finish() -> [MusicProblem] {
        var problems = endTuplet().map { [$0] } ?? []
        problems += ties.finish(in: &notes)
        problems += slurs.finish(notes: &notes, rests: &rests)
        return problems
    }
}

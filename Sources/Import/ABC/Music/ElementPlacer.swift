import MuseMusic
import MuseProtocols

/// Places notes, chords and rests in the current voice, with their pending marks.
struct ElementPlacer {
    var marks: MarkReader
    var barlines = BarlineReader()

    /// The maximum number of notes in a voice, so that a hostile file cannot exhaust the memory.
    private static let maximumNotes = 10_000_000

    init(_ chordSymbols: ChordSymbolCache) { marks = MarkReader(chordSymbols) }

    mutating func place(_ note: NoteToken, _ scanner: inout TuneScanner, _ tune: inout TuneState) {
        let place = scanner.place(note.offset)
        guard tune.voices.current.pitches.isPlayable(note) else {
            reportUnplayable(at: place, &tune)
            placeRest(note.length.numerator, over: note.length.denominator, isVisible: true, at: place, &tune)
            return
        }
        guard hasRoom(at: place, &scanner, &tune) else { return }
        let (marks, slurStarts) = takeMarks(at: place, &tune)
        do {
            let problems = try tune.voices.current.place(note, marks: marks, slurStarts: slurStarts)
            tune.report(problems)
        } catch {
            report(error, at: place, &tune)
        }
    }

    /// - Parameters:
    ///   - length: the factor for the lengths of the chord's notes.
    ///   - offset: the offset at which the chord starts.
    mutating func place(
        _ chord: inout Chord, times length: NoteLength, at offset: Int, _ scanner: inout TuneScanner,
        _ tune: inout TuneState
    ) {
        let place = scanner.place(offset)
        if let unplayable = chord.removeUnplayable(in: tune.voices.current.pitches) {
            reportUnplayable(at: scanner.place(unplayable.note.offset), &tune)
            if chord.isEmpty {
                let base = unplayable.length
                placeRest(
                    base.numerator * length.numerator, over: base.denominator * length.denominator, isVisible: true,
                    at: place, &tune)
                return
            }
        }
        guard hasRoom(at: place, &scanner, &tune) else { return }
        let (marks, slurStarts) = takeMarks(at: place, &tune)
        do {
            let problems = try tune.voices.current.place(chord, times: length, marks: marks, slurStarts: slurStarts)
            tune.report(problems)
        } catch {
            report(error, at: place, &tune)
        }
    }

    mutating func placeRest(
        _ numerator: Int, over denominator: Int, isVisible: Bool, at place: TextPlace, _ tune: inout TuneState
    ) {
        addMissingBarline(at: place, &tune)
        let (marks, slurStarts) = takeMarks(at: place, &tune)
        do {
            let problems = try tune.voices.current.placeRest(
                numerator, over: denominator, isVisible: isVisible, marks: marks, slurStarts: slurStarts)
            tune.report(problems)
        } catch {
            report(error, at: place, &tune)
        }
    }

    /// Places a rest that fills a bar.
    ///
    /// - Returns: false if it does not fit.
    mutating func placeBarRest(
        isVisible: Bool, isOpen: Bool = false, ticks: Int? = nil, at place: TextPlace,
        _ tune: inout TuneState
    ) -> Bool {
        let (marks, slurStarts) = takeMarks(at: place, &tune)
        do {
            try tune.voices.current.music.placeBarRest(
                isVisible: isVisible, isOpen: isOpen, ticks: ticks, marks: marks, slurStarts: slurStarts)
            return true
        } catch {
            report(error, at: place, &tune)
            return false
        }
    }

    private mutating func addMissingBarline(at place: TextPlace, _ tune: inout TuneState) {
        if tune.voices.current.isBarlineMissing { barlines.addMissingBarline(at: place, &tune) }
    }

    private func report(_ error: TimeSpan.LengthError, at place: TextPlace, _ tune: inout TuneState) {
        switch error {
        case .tooLong: tune.report(.error, "the duration is too long for a tune; skipped", at: place, kind: .noteLength)
        case .tooShort:
            tune.report(.warning, "the duration is shorter than a tick; skipped", at: place, kind: .noteLength)
        }
    }

    private func reportUnplayable(at place: TextPlace, _ tune: inout TuneState) {
        tune.report(.warning, "this note is outside the MIDI range; read as a rest", at: place, kind: .pitch)
    }

    /// Prepares the voice for a note or chord; returns false if it already has the maximum number of notes.
    private mutating func hasRoom(
        at place: TextPlace, _ scanner: inout TuneScanner, _ tune: inout TuneState
    ) -> Bool {
        addMissingBarline(at: place, &tune)
        guard tune.voices.current.music.notes.count < Self.maximumNotes else {
            tune.report(
                .error, "more than \(Self.maximumNotes) notes in one voice; the rest of the tune is skipped",
                at: place, kind: .unsupported)
            scanner.stop()
            return false
        }
        return true
    }

    /// Returns and clears the pending marks for an element at `place`; chord symbols go to the score.
    private mutating func takeMarks(at place: TextPlace, _ tune: inout TuneState) -> (Marks, slurs: [TextPlace]) {
        guard !marks.pending.isEmpty else { return (Marks(), []) }
        let pending = takePending(&tune)
        return (pending.marks, pending.slurs.map(place.at))
    }

    private mutating func takePending(_ tune: inout TuneState) -> PendingMarks {
        let pending = marks.pending
        marks.pending = PendingMarks()
        let onset = tune.voices.current.music.onset
        for symbol in pending.chordSymbols { tune.score.add(symbol, at: onset) }
        return pending
    }

    /// Places the marks that remain at the end of the tune: chord symbols at its end, decorations at its last bar line
    /// or element.
    ///
    /// - Parameter place: any place in the last line.
    mutating func placeRemainingMarks(at place: TextPlace, _ tune: inout TuneState) {
        guard !marks.pending.isEmpty, !tune.voices.isEmpty else { return }
        let pending = takePending(&tune)
        let isOnBarline = tune.voices.current.music.decorateBarline(pending.decorations)
        tune.voices.current.music.addToLast(
            decorations: isOnBarline ? [] : pending.decorations, annotations: pending.annotations)
        for offset in pending.slurs {
            tune.report(.warning, "slur without a note after it; ignored", at: place.at(offset), kind: .slur)
        }
    }
}

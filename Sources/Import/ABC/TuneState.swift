import MuseMusic
import MuseProtocols

/// The state of the tune that is being read, shared by the readers of fields and of music.
struct TuneState {
    var reports: Reports
    /// The values set by fields of the header.
    var defaults = VoiceDefaults()
    var voices = TuneVoices()
    var score = ScoreBuilder()
    var symbols = UserSymbols()
    private(set) var lyricLines: [LyricLine] = []
    /// Whether the header has ended.
    private(set) var isInBody = false

    init(_ reports: Reports) { self.reports = reports }

    // MARK: - Diagnostics

    mutating func report(
        _ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at place: TextPlace,
        kind: Diagnostic.Kind = .syntax
    ) {
        reports.add(severity, message(), at: place, voice: reportedVoice, kind: kind)
    }

    /// The voice that is being read; nil in the header.
    private var reportedVoice: Int? { isInBody && !voices.isEmpty ? voices.mainIndex : nil }

    mutating func report(_ problems: [MusicProblem]) { reports.add(problems, voice: reportedVoice) }

    /// Reports several warnings at one place.
    mutating func report(_ problems: [String]?, at place: TextPlace, kind: Diagnostic.Kind = .accidental) {
        guard let problems, !problems.isEmpty else { return }
        for problem in problems { report(.warning, problem, at: place, kind: kind) }
    }

    /// Reports a length of 0.
    mutating func report(_ length: NoteLength, at place: TextPlace) {
        if length.isZero { report(.warning, "length 0; read as 1", at: place, kind: .noteLength) }
    }

    mutating func reportStray(_ accidental: Accidental?, at place: TextPlace) {
        report(accidental?.problems, at: place)
        report(.warning, "accidental without a note; ignored", at: place, kind: .accidental)
    }

    // MARK: - Lyrics

    /// Keeps what a line of lyrics applies to, for `LyricChecks`.
    ///
    /// - Parameters:
    ///   - next: the index of the first note after the syllables.
    ///   - continuing: whether the line continues the previous one.
    mutating func addLyricLine(upTo next: Int, at place: TextPlace, continuing: Bool) {
        let count = voices.current.music.notes.count
        if continuing, let last = lyricLines.indices.last {
            lyricLines[last].next = next
            lyricLines[last].end = count
        } else {
            lyricLines.append(LyricLine(place: place, voice: voices.currentIndex, next: next, end: count))
        }
    }

    // MARK: - Voices

    /// Adds a voice, in a new part or, if it is merged, in the part of the previous voice.
    mutating func addVoice(_ id: String, isMerged: Bool = false) {
        var number: UInt8 = 0
        var part = score.parts.count
        if isMerged, let before = voices.all.last?.music, let next = voices.nextNumber(inPart: before.part) {
            (part, number) = (before.part, next)
        } else {
            score.parts.append(Part(program: defaults.program, isDrums: defaults.isDrums))
        }
        let pitches = PitchContext(key: defaults.key, octaveShift: defaults.octaveShift, reach: defaults.reach)
        voices.add(
            ABCVoice(
                VoiceBuilder(id: id, part: part, number: number, meter: defaults.meter), unit: defaults.unitTicks,
                pitches: pitches))
        if isInBody { applyDefaultStaff() }
    }

    /// Sets the clef, octave and transposition of the current voice.
    mutating func apply(_ staff: StaffProperties) {
        let onset = voices.current.music.onset
        if let clef = staff.clef {
            if currentPart.clefs.value(at: onset) != clef { currentPart.clefs.set(clef, from: onset) }
            voices.current.pitches.clefOctaves = clef.octaveShift
            if clef.sign == .percussion { currentPart.isDrums = true }
        }
        if let shift = staff.octaveShift { voices.current.pitches.octaveShift = shift }
        if let semitones = staff.transposition {
            voices.current.pitches.transposition = semitones
            if (currentPart.transpositions.value(at: onset)?.semitones ?? 0) != semitones {
                currentPart.transpositions.set(Transposition(octavesAndSemitones: semitones), from: onset)
            }
        }
    }

    /// Gives the current voice the clef and transposition of the header's `K:`, unless its `V:` sets them.
    private mutating func applyDefaultStaff() {
        if currentPart.clefs.isEmpty, let clef = defaults.clef {
            currentPart.clefs = [Timed(0, clef)]
            if clef.sign == .percussion { currentPart.isDrums = true }
        }
        if currentPart.transposition == 0 { currentPart.transposition = defaults.transposition }
        voices.current.pitches.clefOctaves = currentPart.clefs.last?.value.octaveShift ?? 0
        voices.current.pitches.transposition = currentPart.transposition
    }

    /// The part of the current voice.
    var currentPart: Part {
        get { score.parts[voices.current.music.part] }
        _modify { yield &score.parts[voices.current.music.part] }
    }

    /// Ends an incomplete tuplet and reports it.
    mutating func endTuplet() { if let problem = voices.current.music.endTuplet() { report([problem]) } }

    /// Returns from an overlay to the main voice.
    ///
    /// - Parameter ofBars: whether an overlay of several bars ends too.
    mutating func endOverlay(ofBars: Bool = false) {
        if let problem = voices.endOverlay(ofBars: ofBars) { report([problem]) }
    }

    /// Ends the header: sets the unit note length of all voices, and adds a voice if no `V:` did.
    mutating func startBody() {
        let defaults = defaults
        voices.updateAll { voice in
            voice.unit = defaults.unitTicks
            if voice.pitches.octaveShift == 0 { voice.pitches.octaveShift = defaults.octaveShift }
            voice.pitches.accidentals.reach = defaults.reach
        }
        isInBody = true
        if voices.isEmpty { addVoice("") }
        for i in voices.all.indices {
            voices.select(index: i)
            applyDefaultStaff()
        }
        voices.select(index: 0)
    }
}

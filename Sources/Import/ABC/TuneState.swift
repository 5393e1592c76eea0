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
    /// Whether the header has ended.
    private(set) var isInBody = false

    init(_ reports: Reports) { self.reports = reports }

    // MARK: - Diagnostics

    mutating func report(_ severity: Diagnostic.Severity, _ message: @autoclosure () -> String, at place: TextPlace) {
        reports.add(severity, message(), at: place)
    }

    /// Reports several warnings at one place.
    mutating func report(_ problems: [String]?, at place: TextPlace) {
        guard let problems, !problems.isEmpty else { return }
        for problem in problems { reports.add(.warning, problem, at: place) }
    }

    mutating func reportStray(_ accidental: Accidental?, at place: TextPlace) {
        report(accidental?.problems, at: place)
        report(.warning, "accidental without a note; ignored", at: place)
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
        voices.add(
            ABCVoice(
                VoiceBuilder(id: id, part: part, number: number, meter: defaults.meter), unit: defaults.unitTicks,
                pitches: PitchContext(
                    key: defaults.key, octaveShift: defaults.octaveShift, reach: defaults.reach)))
    }

    /// The part of the current voice.
    var currentPart: Part {
        get { score.parts[voices.current.music.part] }
        _modify { yield &score.parts[voices.current.music.part] }
    }

    /// Ends an incomplete tuplet and reports it.
    mutating func endTuplet() { if let problem = voices.current.music.endTuplet() { reports.add(problem) } }

    mutating func endOverlay() { if let problem = voices.endOverlay() { reports.add(problem) } }

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
        voices.selectFirst()
    }
}

import MuseMusic
import MuseProtocols

/// Places the notes, chords and rests of a part in its voices.
struct NotePlacer {
    private var voices = PartVoices()
    private var slurs = SlurMatcher()
    private var verses = VerseNumbers()
    /// The last note or chord of the measure, to which a `chord` note belongs.
    private var lastChord: Int?
    private let info: PartInfo

    init(_ info: PartInfo) { self.info = info }

    mutating func startMeasure() { lastChord = nil }

    mutating func endMeasure(_ music: inout PartMusic) {
        for i in voices.all.indices { voices[i].tuplets.endMeasure(&music.elements) }
    }

    /// Ends what is still open at the end of the part.
    mutating func finish(_ music: inout PartMusic, _ reports: inout XMLReports) {
        slurs.finish(&reports)
        for i in voices.all.indices {
            voices[i].tuplets.close(&music.elements)
            voices[i].lyrics.endExtensions(&music.elements)
            if let grace = voices[i].graces.first {
                reports.add(.warning, "grace notes without a note after them; left out", at: grace.note.place)
            }
        }
    }

    /// Whether a `chord` note can be added to a chord.
    var hasChord: Bool { lastChord != nil }

    /// Places a note or rest at a position in the current measure.
    mutating func place(
        _ note: NoteContent, from start: ExactTicks, to end: ExactTicks, ticks: ExactTicks,
        _ transposition: Transposition?, _ directions: inout DirectionMarks, _ music: inout PartMusic,
        _ reports: inout XMLReports
    ) {
        let measure = music.measures.count - 1
        let voice = voices.index(note.voice, measure: measure, position: start.rounded)
        voices.occupy(voice, measure: measure, until: end.rounded)
        let first = music.tones.count
        if let tone = tone(of: note, ticks, transposition, &reports) { music.tones.append(tone) }
        let index = music.elements.count
        var element = PartElement(
            measure: measure, start: start, duration: ticks, voice: UInt8(clamping: voice), staff: note.staff,
            place: note.place, tones: first..<music.tones.count, isVisible: note.isVisible)
        if !note.decorations.isEmpty { element.marks.decorations = note.decorations }
        let graces = voices.takeGraces(note.voice)
        if !graces.isEmpty { element.marks.graces = Graces(graces) }
        directions.attach(to: &element)
        music.elements.append(element)
        for grace in graces {
            slurs.add(grace.note.slurs, at: index, place: grace.note.place, &music.elements, &reports)
        }
        slurs.add(note.slurs, at: index, place: note.place, &music.elements, &reports)
        if voices[voice].tuplets.add(index, note, ticks: ticks, to: &music.elements) {
            reports.addLoss("the brackets of nested tuplets", at: note.place)
        }
        if element.tones.isEmpty {
            voices[voice].lyrics.endExtensions(&music.elements)
            lastChord = nil
        } else {
            voices[voice].lyrics.advance()
            voices[voice].lyrics.read(note.lyrics, at: index, &verses, &music.elements, &reports)
            lastChord = index
        }
    }

    /// Adds a note to the last chord.
    mutating func addToChord(
        _ note: NoteContent, ticks: ExactTicks, _ transposition: Transposition?, _ music: inout PartMusic,
        _ reports: inout XMLReports
    ) {
        guard let lastChord, ticks.rounded > 0, let tone = tone(of: note, ticks, transposition, &reports) else {
            return
        }
        if ticks.rounded > music.elements[lastChord].duration.rounded {
            reports.add(.warning, "a chord note longer than the first note of the chord", at: note.place)
        }
        music.tones.append(tone)
        let first = music.elements[lastChord].tones.lowerBound
        music.elements[lastChord].tones = first..<music.tones.count
        for name in note.decorations where !music.elements[lastChord].marks.decorations.contains(name) {
            music.elements[lastChord].marks.decorations.append(name)
        }
        slurs.add(note.slurs, at: lastChord, place: note.place, &music.elements, &reports)
        if !note.lyrics.isEmpty {
            let voice = Int(music.elements[lastChord].voice)
            voices[voice].lyrics.read(note.lyrics, at: lastChord, &verses, &music.elements, &reports)
        }
    }

    /// Keeps a grace note for the next note of its voice.
    mutating func addGrace(_ note: NoteContent, _ transposition: Transposition?, _ reports: inout XMLReports) {
        let ticks = note.printedTicks ?? ExactTicks(Score.notationTicksPerQuarter / 2)
        guard let tone = tone(of: note, ticks, transposition, &reports) else { return }
        if note.isChord { reports.addOnce("the notes of grace chords are read one after another", at: note.place) }
        if !note.decorations.isEmpty { reports.addLoss("signs at grace notes", at: note.place) }
        voices.add(PartVoices.Grace(note: note, tone: tone), to: note.voice)
    }

    /// Returns the sounding note; nil for a rest, and for percussion whose sound is not known.
    private func tone(
        of note: NoteContent, _ ticks: ExactTicks, _ transposition: Transposition?, _ reports: inout XMLReports
    ) -> Tone? {
        let sounding: Pitch
        var isDrum = info.isDrums
        switch note.kind {
        case .rest: return nil
        case .pitch(let pitch): sounding = transposition.map { $0(pitch) } ?? pitch
        case .unpitched(let instrument):
            guard let midi = info.drum(instrument) else {
                reports.addOnce(
                    "percussion without a MIDI sound (<midi-unpitched>) is read as rests", at: note.place)
                return nil
            }
            sounding = Key.cMajor.spelling(ofMIDI: midi)
            isDrum = true
        }
        guard (0...127).contains(sounding.midi) else {
            reports.add(.error, "the sounding pitch \(sounding) is outside the range of MIDI", at: note.place)
            return nil
        }
        return Tone(
            pitch: sounding, duration: ticks, isDrum: isDrum, startsTie: note.startsTie, stopsTie: note.stopsTie)
    }
}

extension Graces {
    fileprivate init(_ graces: [PartVoices.Grace]) {
        self.init(
            graces.map { Grace(pitch: $0.tone.pitch, duration: max(1, $0.tone.duration.rounded)) },
            isAcciaccatura: graces.contains { $0.note.isSlashed })
    }
}

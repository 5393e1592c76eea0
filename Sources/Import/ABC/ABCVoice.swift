import MuseMusic
import MuseProtocols

/// A voice of a tune: its music so far and the state that affects its next notes.
struct ABCVoice {
    var music: VoiceBuilder
    var unit: ExactTicks
    var pitches: PitchContext
    var broken: BrokenRhythm?
    var lyrics = LyricsPosition()
    /// The position of symbol lines, which are aligned like lyrics.
    var symbols = LyricsPosition()
    /// Whether a line of text ended with a full bar and no bar line has followed.
    private(set) var isBarlineMissing = false

    /// The index of the voice that this one overlays; nil if it is not an overlay.
    private(set) var main: Int?
    /// The indices of the voices that overlay this one.
    var overlays: [Int] = []

    init(_ music: VoiceBuilder, unit: ExactTicks, pitches: PitchContext) {
        self.music = music
        self.unit = unit
        self.pitches = pitches
    }

    // MARK: - Notes and rests

    /// Returns the duration of `numerator/denominator` unit notes, with tuplet and broken rhythm applied.
    private func time(_ numerator: Int, _ denominator: Int) throws(TimeSpan.LengthError) -> ExactTicks {
        guard var time = unit.scaled(by: numerator, over: denominator) else { throw .tooLong }
        if let tuplet = music.tuplet {
            guard let scaled = time.scaled(by: tuplet.normal, over: tuplet.actual) else { throw .tooLong }
            time = scaled
        }
        if let broken {
            guard let scaled = time.scaled(by: broken.after.numerator, over: broken.after.denominator) else {
                throw .tooLong
            }
            time = scaled
        }
        return time
    }

    mutating func place(
        _ note: NoteToken, marks: Marks, slurStarts: [TextPlace]
    ) throws(TimeSpan.LengthError) -> [MusicProblem] {
        let span = try music.span(try time(note.length.numerator, note.length.denominator))
        broken = nil
        return music.place(pitch(of: note), in: span, marks: marks, slurStarts: slurStarts)
    }

    /// Places a chord. All its notes last as long as the first one, whose length is multiplied by `length`.
    ///
    /// ABC 2.1, section 4.17, only says that the music continues at the end of the first note; abc2midi, abcjs and
    /// music21 give the other notes its length too.
    mutating func place(
        _ chord: Chord, times length: NoteLength, marks: Marks, slurStarts: [TextPlace]
    ) throws(TimeSpan.LengthError) -> [MusicProblem] {
        let first = chord.members[0].length
        let time = try time(first.numerator * length.numerator, first.denominator * length.denominator)
        let span = try music.span(time)
        var notes: [ChordNote] = []
        notes.reserveCapacity(chord.members.count)
        for member in chord.members { notes.append(ChordNote(pitch(of: member.note), ticks: span.ticks)) }
        broken = nil
        return music.place(notes, in: span, marks: marks, slurStarts: slurStarts)
    }

    mutating func placeRest(
        _ numerator: Int, over denominator: Int, isVisible: Bool, marks: Marks, slurStarts: [TextPlace]
    ) throws(TimeSpan.LengthError) -> [MusicProblem] {
        let span = try music.span(try time(numerator, denominator))
        broken = nil
        return music.placeRest(in: span, isVisible: isVisible, marks: marks, slurStarts: slurStarts)
    }

    mutating func pitch(of note: NoteToken) -> Pitch { pitches.pitch(of: note, after: music.ties) }

    /// Whether the length of the last element may still change.
    var canStretchLast: Bool {
        guard let last = music.last else { return false }
        return !last.isSettled && broken == nil
    }

    // MARK: - Lines and bars

    /// Starts a line of music: checks whether a bar line is missing here and starts a new section of lyrics.
    mutating func startLine(_ number: Int) {
        guard lyrics.musicLine != number else { return }
        lyrics.musicLine = number
        checkForMissingBarline()
        lyrics.startMusic(at: music.notes.count)
        symbols.startMusic(at: music.notes.count)
    }

    mutating func checkForMissingBarline() {
        guard main == nil, music.tuplet == nil, let meter = music.meter, !meter.isFree, !music.notes.isEmpty else {
            return
        }
        isBarlineMissing = music.onset - music.barStart.rounded == music.barTicks
    }

    /// Starts a bar at a missing bar line. Accidentals stay in force, because the text shows no bar line.
    mutating func startBarWithoutBarline() {
        isBarlineMissing = false
        music.startBar()
    }

    mutating func startBar() {
        pitches.accidentals.removeAll()
        isBarlineMissing = false
        music.startBar()
    }

    // MARK: - Overlays

    /// Returns an empty voice that overlays this one.
    func overlay(number: UInt8, main: Int) -> ABCVoice {
        var overlay = self
        overlay.music = VoiceBuilder(id: music.id, part: music.part, number: number, isOverlay: true)
        overlay.main = main
        overlay.overlays = []
        overlay.broken = nil
        overlay.lyrics.restart()
        overlay.symbols.restart()
        return overlay
    }

    /// Returns to the start of the bar of `main`, or of several bars, with its meter, key and unit note length.
    mutating func restartBar(of main: ABCVoice, from start: ExactTicks? = nil) {
        music.restartBar(of: main.music, from: start)
        unit = main.unit
        pitches.restartBar(of: main.pitches)
    }

    /// Ends the voice, and reports tuplets, broken rhythms, ties and slurs that are still open.
    ///
    /// - Parameter voice: the index of the voice, or of the one that it overlays.
    mutating func finish(_ reports: inout Reports, voice: Int) {
        if let problem = music.endTuplet() { reports.add(problem, voice: voice) }
        if let broken {
            reports.add(
                .warning, "broken rhythm without a note after it", at: broken.place, voice: voice, kind: .brokenRhythm)
        }
        reports.add(music.finish(), voice: voice)
    }
}

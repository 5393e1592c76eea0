import MuseMusic
import Testing

/// Returns a score of quarter notes and bar lines, written as words separated by spaces: `|: C D |1 E :|2 F |]`.
///
/// `C-` is tied, `.` a rest, `A:` a label, `{fine}` a decoration of the note or bar line that follows.
private func score(_ text: String, order: String = "") -> Score {
    var score = Score(ticksPerQuarter: 4)
    var part = Part()
    var onset = 0
    var decorations: [String] = []
    for word in text.split(separator: " ") {
        if word.hasPrefix("{") {
            decorations.append(String(word.dropFirst().dropLast()))
            continue
        }
        defer { decorations = [] }
        if let name = PitchClass(word.prefix(1)), !word.contains(":") {
            let pitch = Pitch(step: Int(name.step), octave: 4)
            part.notes.append(Note(onset: onset, duration: 4, pitch: pitch, isTied: word.hasSuffix("-")))
            if !decorations.isEmpty { part.notes[part.notes.count - 1].marks.decorations = decorations }
            onset += 4
        } else if word == "." {
            part.rests.append(Rest(onset: onset, duration: 4))
            onset += 4
        } else if word.count == 2, word.hasSuffix(":"), word.first?.isLetter == true {
            score.labels.append(Timed(onset, String(word.dropLast())))
        } else {
            let sign = word.prefix { !$0.isNumber }
            let style: Barline.Style =
                switch sign {
                case "||": .double
                case "|]": .final
                case "[": .none
                default: .single
                }
            score.barlines.append(
                Barline(
                    onset: onset, style: style, endsRepeat: sign.hasPrefix(":"), startsRepeat: sign.hasSuffix(":"),
                    endings: word.dropFirst(sign.count).split(separator: ",").compactMap { Int($0) },
                    decorations: decorations))
        }
    }
    score.parts = [part]
    score.playOrder = order.map(String.init)
    return score
}

/// Returns the letters of a score's notes in order, with their lengths in quarters unless they are 1.
private func letters(_ score: Score) -> String {
    score.parts[0].notes.map { note in
        note.pitch.name.description + (note.duration == 4 ? "" : "\(note.duration / 4)")
    }.joined(separator: " ")
}

@Suite struct PlayedTests {
    @Test(arguments: [
        ("C D | E", "C D E"),
        ("|: C D :| E", "C D C D E"),
        ("C D :| E", "C D C D E"),
        ("|: C :| D :| E", "C C D D E"),
        ("C |: D :: E :| F", "C D D E E F"),
        ("|: C |: D :| E :|", "C D D E E"),
        ("|: C D", "C D"),
        (":| C D |:", "C D"),
        (":: C :: :: D ::", "C C D D"),
    ])
    func repeatsUnfoldInOrder(written: String, played: String) {
        #expect(letters(score(written).played()) == played)
    }

    @Test(arguments: [
        ("|: C |1 D :|2 E |]", "C D C E"),
        ("C |1 D :|2 E :| F", "C D C E F"),
        ("|: C |1,3 D :|2 E :|4 F |] G", "C D C E C D C F G"),
        ("|: C |1 D :|2 E :|3 F :| G", "C D C E C F G"),
        ("|: C |1,2 D :| E", "C D C D C E"),
        ("|: C |1 D :| E", "C D C E"),
        ("|: C |1 D |2 E || F", "C D C E F"),
        // The double bar ends the second ending, and the next section starts there.
        ("|: C |1 D :|2 E || F :|", "C D C E F F"),
        ("|: C |1 D :|2 E |: F :|", "C D C E F F"),
        ("|: C |1 D :|2 E | F || G", "C D C E F G"),
        ("C [1 D :|2 E || C [1 D :|2 F |]", "C D C E C D C F"),
        ("|: C |2 D :|1 E |]", "C E C D"),
        ("|: C |1 D :|3 E |]", "C D C E"),
    ])
    func numberedEndingsArePlayedInTheirPasses(written: String, played: String) {
        #expect(letters(score(written).played()) == played)
    }

    @Test(arguments: [
        ("A: C B: D", "ABA", "C D C"),
        ("A: C :| B: |: D :|", "BAB", "D D C C D D"),
        ("G A: C B: D", "BQA", "G D C"),
        ("A: C B: D A: E", "AA", "C C"),
        ("A: C B: D", "", "C D"),
        // The order says how often each part is played, so jumps are not followed.
        ("A: C {fine} | B: D {D.C.} |", "BA", "D C"),
    ])
    func labelledPartsArePlayedInTheirOrder(written: String, order: String, played: String) {
        #expect(letters(score(written, order: order).played()) == played)
    }

    @Test(arguments: [
        ("C | D {fine} | E {D.C.} |]", "C D E C D"),
        // A mark at a note counts at the end of its bar.
        ("C | {fine} D E | F {D.C.} G |]", "C D E F G C D E"),
        ("C | D | {D.C.} E", "C D E C D E"),
        ("C | D {dacapo} | E", "C D C D E"),
        // Repeats are not taken again, and the last ending is played.
        ("|: C :| D {fine} | E {D.C.} |]", "C C D E C D"),
        ("|: C |1 D :|2 E {fine} | F {D.C.alfine} |]", "C D C E F C E"),
        ("|: C |1 D :| E {D.C.} |]", "C D C E C E"),
        // The jump follows the last pass.
        ("|: C {D.C.} :| D", "C C C D"),
        ("C {segno} | D {dacoda} | E {D.S.alcoda} | {coda} F", "C D E D F"),
        ("C {fine} | D {dacoda} | E {D.C.alcoda} | {coda} |: F :|", "C D E C D F F"),
        ("C {dacoda} | D {fine} | E {D.C.alfine} | {coda} F", "C D E C D"),
        // Two coda signs: the first means To Coda.
        ("C {coda} | D {D.C.} | {coda} E", "C D C E"),
        ("C | {coda} D | E {D.C.} | {coda} F", "C D E C F"),
        // Each jump is followed once.
        ("{segno} C | D {D.S.} | E {D.C.} |]", "C D C D E C D E"),
        ("C {D.S.} | D", "C C D"),
        ("C {fine} | D {segno} | E {dacoda} | F {coda} |]", "C D E F"),
    ])
    func jumpsAreFollowed(written: String, played: String) {
        #expect(letters(score(written).played()) == played)
        #expect(score(written).played().played() == score(written).played())
    }

    @Test(arguments: [
        ("C- C D", "C2 D"),
        ("C- | C- | C", "C3"),
        ("C- D C", "C D C"),
        ("C- . C", "C C"),
        ("C-", "C"),
        // Across the jump back, and into the second ending.
        ("|: C D C- :|", "C D C2 D C"),
        ("|: D C- |1 C :|2 C C |]", "D C2 D C2 C"),
    ])
    func tiesAreMergedAsPlayed(written: String, played: String) {
        #expect(letters(score(written).played()) == played)
    }

    @Test func tiesOfAChordAreMergedNoteByNote() {
        var score = Score(ticksPerQuarter: 4)
        let c = Pitch(step: 0, octave: 4)
        let e = Pitch(step: 2, octave: 4)
        score.parts = [
            Part(notes: [
                Note(onset: 0, duration: 4, pitch: c, isTied: true), Note(onset: 0, duration: 4, pitch: e),
                Note(onset: 4, duration: 2, pitch: e), Note(onset: 4, duration: 2, pitch: c),
            ])
        ]
        let notes = score.played().parts[0].notes
        #expect(notes.map(\.duration) == [6, 4, 2])
        #expect(notes.map(\.pitch) == [c, e, e])
        #expect(notes.allSatisfy { !$0.isTied })
    }

    @Test func eachOfTwoTiedUnisonsGoesOn() {
        var score = Score(ticksPerQuarter: 4)
        let e = Pitch(step: 2, octave: 5)
        // [ee]-[ee]-[ee]
        score.parts = [
            Part(notes: [0, 0, 4, 4, 8, 8].map { Note(onset: $0, duration: 4, pitch: e, isTied: $0 < 8) })
        ]
        #expect(score.played().parts[0].notes.map(\.onset) == [0, 0])
        #expect(score.played().parts[0].notes.map(\.duration) == [12, 12])
    }

    @Test func clefsAreUnfoldedWithTheNotes() {
        var repeated = score("|: C D :| E")
        repeated.parts[0].clefs = [Timed(0, .treble), Timed(repeated.parts[0].notes[1].onset, .bass)]
        let played = repeated.played().parts[0]
        #expect(played.clefs.map(\.value) == [.treble, .bass, .treble, .bass])
        #expect(played.clefs.map(\.onset) == played.notes.prefix(4).map(\.onset))
    }

    @Test func aSectionIsPlayedAsOftenAsItsEndSays() {
        var thrice = score("|: C D :| E")
        thrice.barlines[1].playCount = 3
        #expect(letters(thrice.played()) == "C D C D C D E")
    }

    /// ABC 2.1, section 4.10: an ending ends at `||`; the `:|` then belongs to the open `|:`. As abc2midi plays.
    @Test(arguments: [
        ("|: C D |1 E E |2 F F || G G :|", "C D E E G G C D F F G G"),
        ("|: C D |1 E E || G G :|", "C D E E G G C D G G"),
        // After a `:|` the music behind `||` is a section of its own.
        ("|: C |1 D :|2 E || F :|", "C D C E F F"),
        ("|: C |1 D |2 E || F |: G :|", "C D C E F G G"),
        ("|: C |1 D |2 E || F |1 G :|2 A", "C D C E F G F A"),
    ])
    func endingsMayBeInsideARepeat(written: String, played: String) {
        #expect(letters(score(written).played()) == played)
    }

    @Test func tiesStayWithinAVoice() {
        var score = Score(ticksPerQuarter: 4)
        let c = Pitch(step: 0, octave: 4)
        score.parts = [
            Part(notes: [
                Note(onset: 0, duration: 4, pitch: c, isTied: true), Note(onset: 4, duration: 4, pitch: c, voice: 1),
            ])
        ]
        #expect(score.played().parts[0].notes.count == 2)
    }

    @Test func writtenNotesKeepTheirRepeats() {
        let merged = score("|: C- C :| D").mergingTies()
        #expect(letters(merged) == "C2 D")
        #expect(merged.barlines.count == 2)
    }

    @Test func timelinesAreUnfoldedWithTheNotes() {
        var score = score("|: C D | E F :| G |]")
        let g = Key(PitchClass(step: 4), .major)
        score.keys = [Timed(0, .cMajor), Timed(8, g)]
        score.meters = [Timed(0, Meter(2, 4))]
        score.chordSymbols = [Timed(4, ChordSymbol(root: PitchClass(step: 0)))]
        let played = score.played()
        #expect(played.keys == [Timed(0, .cMajor), Timed(8, g), Timed(16, .cMajor), Timed(24, g)])
        #expect(played.meters == [Timed(0, Meter(2, 4))])
        #expect(played.chordSymbols.map(\.onset) == [4, 20])
        #expect(played.barlines == [0, 8, 16, 24, 32, 36].map { Barline(onset: $0) })
        #expect(played.end == 36)
    }

    @Test func restsAndGracesAreOmitted() {
        var score = score("C . D")
        score.parts[0].notes[1].marks.graces = Graces([.init(pitch: Pitch(step: 0, octave: 5), duration: 1)])
        let played = score.played()
        #expect(played.parts[0].rests.isEmpty)
        #expect(played.parts[0].notes.map(\.onset) == [0, 8])
        #expect(played.parts[0].notes[1].marks.isEmpty)
    }

    @Test func hostileRepeatsAreLimited() {
        var score = score("|: C D E F :|")
        score.labels = [Timed(0, "A")]
        score.playOrder = Array(repeating: "A", count: 1 << 18)
        #expect(score.played().parts[0].notes.count <= 1 << 18 + 8)
    }

    @Test func anEmptyScoreIsPlayedAsItself() {
        #expect(Score().played() == Score())
    }
}

import MuseMusic
import MuseProtocols
import MuseStorage
import Testing

@Suite struct ScoreJSONTests {
    private static let whole = """
        {"ticks_per_quarter":12,"header":{"titles":["One"],"rhythm":"jig","number":3,"composers":["O'Carolan"]},
        "meters":[[0,"6/8"],[12,"2+3/8"]],"keys":[[0,"D dorian",0],[6,"none",0],[9,"E minor D#",1]],"tempos":[[0,135]],
        "chords":[[6,"Gm/D"]],"labels":[[0,"A"]],"play_order":["A","A"],
        "barlines":[{"onset":6,"style":"single","starts_repeat":true},{"onset":12,"style":"final","endings":[2]}],
        "parts":[{"name":"Fiddle","program":40,"notes":[
        {"onset":0,"duration":6,"pitch":"F#4","midi":66,"velocity":80,"is_tied":true},
        {"onset":6,"duration":4,"pitch":"Bb3","midi":58,"velocity":90,"voice":1,"tuplet":[3,2,0,3],
        "marks":{"graces":[["C5",3]],"decorations":["trill"],"slur_starts":1,"lyrics":["la-"]}}],
        "rests":[{"onset":10,"duration":2,"is_hidden":true},{"onset":12,"duration":3,"is_open":true}]}]}
        """

    private static func json(_ text: String) throws -> JSON { try JSON(parsing: Array(text.utf8)) }

    @Test func whatIsWrittenIsReadAgain() throws {
        let json = try Self.json(Self.whole)
        let score = try Score(json: json)
        #expect(try score.json.bytes() == json.bytes())
        let note = try #require(score.parts.first?.notes.last)
        #expect(note.pitch == Pitch(step: 6, alter: -1, octave: 3) && note.tuplet?.actual == 3)
        #expect(score.keys[1].value.mode == .none && score.keys[2].value.accidentals == [PitchClass(step: 1, alter: 1)])
    }

    @Test func whatIsLeftOutHasItsUsualValue() throws {
        let score = try Score(
            json: Self.json(
                #"{"parts":[{"notes":[{"onset":5,"duration":1,"pitch":"C4"},{"onset":0,"duration":1,"pitch":"D4"}]}]}"#)
        )
        #expect(score.ticksPerQuarter == Score.notationTicksPerQuarter && score.meters.isEmpty)
        // Notes are sorted by onset.
        #expect(score.parts[0].notes.map(\.onset) == [0, 5] && score.parts[0].notes[0].velocity == 80)
    }

    @Test(
        arguments: [
            ("[1]", "expected an object, found [1]"), ("{}", "'parts' is missing"),
            (#"{"parts":{}}"#, "parts: expected a list, found {}"),
            (#"{"parts":[{"notes":[{"onset":0,"duration":1}]}]}"#, "parts[0].notes[0]: 'pitch' is missing"),
            (
                #"{"parts":[{"notes":[{"onset":0,"duration":1,"pitch":"H4"}]}]}"#,
                "parts[0].notes[0].pitch: expected a pitch such as 'F#4', found \"H4\""
            ),
            (
                #"{"parts":[{"notes":[{"onset":0,"duration":1,"pitch":"G#9"}]}]}"#,
                "parts[0].notes[0].pitch: expected a pitch such as 'F#4', found \"G#9\""
            ),
            (
                #"{"parts":[{"notes":[{"onset":-1,"duration":1,"pitch":"C4"}]}]}"#,
                "parts[0].notes[0].onset: expected a whole number from 0 to 1099511627776, found -1"
            ),
            (
                #"{"parts":[{"notes":[{"onset":0,"duration":0,"pitch":"C4"}]}]}"#,
                "parts[0].notes[0].duration: expected a whole number from 1 to 1099511627776, found 0"
            ),
            (
                #"{"parts":[],"meters":[[0,"6/7"]]}"#,
                "meters[0][1]: expected a meter such as '6/8', found \"6/7\""
            ),
            (#"{"parts":[],"meters":[[0]]}"#, "meters[0]: expected [onset, value], found [0]"),
            (#"{"parts":[],"keys":[[0,"D maj minor"]]}"#, "keys[0][1]: expected a key such as 'D major'"),
            (#"{"parts":[],"tempos":[[0,0]]}"#, "tempos[0][1]: expected 1 to 10000 quarters per minute, found 0"),
            (#"{"parts":[],"ticks_per_quarter":0}"#, "ticks_per_quarter: expected a whole number from 1 to 1000000"),
            (#"{"parts":[],"barlines":[{"onset":1,"style":"wavy"}]}"#, "barlines[0].style: expected a style such as"),
            (
                #"{"parts":[{"notes":[],"rests":[{"onset":0,"duration":1,"tuplet":[3,2,3,3]}]}]}"#,
                "parts[0].rests[0].tuplet[3]: expected a whole number from 4 to 255, found 3"
            ),
        ] as [(String, String)])
    func mistakesAreNamedByTheirPlace(text: String, message: String) throws {
        let error = #expect(throws: DetokenizationError.self) { try Score(json: Self.json(text)) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }
}

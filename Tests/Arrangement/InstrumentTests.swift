import MuseArrangement
import MuseMusic
import Testing

@Suite struct InstrumentTests {
    @Test(arguments: [
        ("fiddle", 110, 0), ("Tin-Whistle", 78, 1), ("tin_whistle", 78, 1), ("Uilleann Pipes", 109, 0),
        ("GUITAR", 25, -1),
        ("double bass", 32, -1), ("Flute", 73, 0), ("concertina", 23, 0), ("42", 42, 0), ("sitar", 104, 0),
        ("Tenor banjo", 105, -1),
    ]) func namesInAnySpellingAreFound(name: String, program: Int, octaves: Int) throws {
        let found = try instrument(name)
        #expect(found.program == program && found.octaves == octaves && !found.isDrums)
    }

    @Test(arguments: ["bodhran", "Bodhrán", "BODHRAN", "frame drum"]) func theBodhranIsADrum(name: String) throws {
        #expect(try instrument(name).isDrums)
    }

    @Test(arguments: ["", "fidle", "128", "guitar hero", "piano forte"]) func othersAreNot(name: String) {
        #expect(Instrument(name) == nil)
    }

    @Test func misspellingsHaveANearestName() {
        #expect(Instrument.nearest(to: "Fidle") == "fiddle")
        #expect(Instrument.nearest(to: "vibrafone") == "vibraphone")
        #expect(Instrument.nearest(to: "quarterstaff") == nil)
    }
}

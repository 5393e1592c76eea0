import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// The setting `part` of tokenizers that encode one part.
@Suite struct PartChoiceTests {
    /// One note a part, which tells the parts apart.
    private func score(_ parts: [(name: String, midi: [Int])], drums: Int? = nil) -> Score {
        var score = Score()
        score.meters = [Timed(0, Meter(2, 4))]
        score.keys = [Timed(0, .cMajor)]
        score.parts = parts.enumerated().map { i, part in
            Part(
                name: part.name, isDrums: i == drums,
                notes: part.midi.enumerated().map { step, midi in
                    Note(onset: step * 10_080, duration: 10_080, pitch: Key.cMajor.spelling(ofMIDI: midi))
                })
        }
        score.barlines = [Barline(onset: 20_160, style: .final)]
        return score
    }

    private func encode(_ score: Score, _ part: String?) throws -> [(pitches: [Int], losses: [String])] {
        let values: KeyValuePairs<String, String> = part.map { ["part": $0] } ?? [:]
        let tokenizers: [any Tokenizer] = [
            try melodyTokenizer(values), try ABCTokenizer(settings(values, for: ABCTokenizer.schema)),
        ]
        return try tokenizers.map { tokenizer in
            let encoding = try tokenizer.encode(score)
            return (try tokenizer.decode(encoding.tokens).parts[0].notes.map(\.pitch.midi), encoding.losses)
        }
    }

    private func pitches(_ score: Score, _ part: String?) throws -> [[Int]] { try encode(score, part).map(\.pitches) }

    @Test func theFirstPartIsTheDefault() throws {
        let score = score([("Bass", [48, 50]), ("Fiddle", [72, 74])])
        for part in [nil, "first"] {
            for (pitches, losses) in try encode(score, part) {
                #expect(pitches == [48, 50])
                #expect(losses == ["other parts: Fiddle"])
            }
        }
    }

    @Test func drumsAndEmptyPartsAreNotFirst() throws {
        let kit = score([("Kit", [50, 52]), ("", []), ("Fiddle", [72, 74])], drums: 0)
        #expect(try pitches(kit, "first") == [[72, 74], [72, 74]])
        #expect(try pitches(kit, "melody") == [[72, 74], [72, 74]])
        #expect(try pitches(kit, "kit") == [[50, 52], [50, 52]])
        #expect(try pitches(score([("Kit", [50, 52])], drums: 0), "first") == [[50, 52], [50, 52]])
    }

    @Test func aPartIsFoundByItsNameInAnyCase() throws {
        let score = score([("Bass", [48, 50]), ("First Fiddle", [72, 74])])
        #expect(try pitches(score, "first fiddle") == [[72, 74], [72, 74]])
        #expect(try pitches(score, "BASS") == [[48, 50], [48, 50]])
        let error = #expect(throws: TokenizationError.self) { try encode(score, "Flute") }
        #expect(error?.description == "it has no part 'Flute'; its parts are 'Bass' and 'First Fiddle'")
        let nameless = #expect(throws: TokenizationError.self) { try encode(self.score([("", [60])]), "Flute") }
        #expect(nameless?.description == "it has no part 'Flute'; its parts have no names")
    }

    @Test(arguments: ["MELODY", "Lead Vocals", "Vox 1"]) func aPartNamedLikeAMelodyIsTheMelody(name: String) throws {
        let score = score([("Piano", [84, 86]), ("Backing vocals", [79, 81]), (name, [60, 62])])
        #expect(try pitches(score, "melody") == [[60, 62], [60, 62]])
    }

    @Test func otherwiseThePartWithTheSkylineIsTheMelody() throws {
        // The flute is higher for a quarter of the time only, although it has the highest note.
        var score = score([("Bass", [48, 50]), ("Fiddle", [72, 74]), ("Flute", [])])
        score.parts[2].notes = [Note(onset: 0, duration: 5040, pitch: Key.cMajor.spelling(ofMIDI: 96))]
        #expect(try encode(score, "melody")[0].pitches == [72, 74])
        #expect(try encode(score, "melody")[0].losses == ["other parts: Bass, Flute"])
        // Of parts in unison, the first.
        let unison = self.score([("Bass", [48, 50]), ("A", [72, 74]), ("B", [72, 74])])
        #expect(try encode(unison, "melody")[0].losses == ["other parts: Bass, B"])
    }
}

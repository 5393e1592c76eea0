import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

@Suite struct MelodyDecodingTests {
    private func holds(_ count: Int) -> String { Array(repeating: "hold", count: count).joined(separator: " ") }

    @Test func lengthsWithoutANoteValueAreTiedAtBeats() throws {
        let tokenizer = try melodyTokenizer()
        // Five eighths from the start of a 6/8 bar are a dotted quarter tied to a quarter.
        let jig = try tokenizer.decode(tokenizer.ids("M:6/8 K:D major bar note_62 \(holds(9)) note_64 hold <end>"))
        #expect(jig.parts[0].notes.map(\.duration) == [15120, 10080, 5040])
        #expect(jig.parts[0].notes.map(\.isTied) == [true, false, false])
        // Eleven sixteenths off the beat in 4/4 are three up to the beat, then a half note.
        let reel = try tokenizer.decode(
            tokenizer.ids("M:4/4 K:D major bar note_62 note_64 \(holds(10)) rest rest rest rest <end>"))
        #expect(reel.parts[0].notes.map(\.duration) == [2520, 7560, 20160])
        #expect(reel.parts[0].notes.map(\.isTied) == [false, true, false])
    }

    @Test func pitchesAreSpelledByTheKey() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "1"])
        func spelled(_ key: String, _ midi: [Int]) throws -> String {
            let notes = midi.map { "note_\($0)" }.joined(separator: " ")
            let score = try tokenizer.decode(tokenizer.ids("M:4/4 \(key) bar \(notes) <end>"))
            return score.parts[0].notes.map(\.pitch.description).joined(separator: " ")
        }
        // The twelve spellings on the line of fifths from the minor third of the key to its raised fifth.
        #expect(try spelled("K:D major", [66, 61, 70, 65]) == "F#4 C#4 A#4 F4")
        #expect(try spelled("K:F major", [70, 66, 61, 68]) == "Bb4 F#4 C#4 Ab4")
        #expect(try spelled("K:A minor", [68, 66, 61, 70]) == "G#4 F#4 C#4 Bb4")
        #expect(try spelled("K:Cb major", [71, 59, 64, 70]) == "Cb5 Cb4 Fb4 Bb4")
        #expect(try spelled("K:C# major", [60, 72, 65, 77]) == "B#3 B#4 E#4 E#5")
    }

    @Test func meterKeyAndBarLinesAreWritten() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "1"])
        let score = try tokenizer.decode(
            tokenizer.ids("M:C| K:E dorian bar rest rest rest note_64 bar note_67 hold note_69 rest <end>"))
        #expect(score.meters.map(\.value.symbol) == [.cut])
        #expect(score.keys.map(\.value.description) == ["E dorian"])
        // The initial rest precedes the pickup. The last bar is a quarter shorter, because the pickup completes it.
        #expect(score.barlines.map(\.onset) == [10080, 40320])
        #expect(score.barlines.map(\.style) == [.single, .final])
        #expect(sounding(score) == [[0, 1, 64], [1, 2, 67], [3, 1, 69]])
        #expect(score.parts[0].rests.isEmpty)
    }

    @Test func restsAreWrittenWhereTheyKeepTime() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "2"])
        let score = try tokenizer.decode(
            tokenizer.ids("M:2/4 K:G major bar note_67 rest rest note_69 bar rest rest rest rest <end>"))
        #expect(score.parts[0].rests.map(\.onset) == [5040, 20160])
        #expect(score.parts[0].rests.map(\.duration) == [10080, 20160])
    }

    @Test func anyTokensDecode() throws {
        let tokenizer = try melodyTokenizer()
        let count = tokenizer.vocabulary.count
        #expect(try tokenizer.decode([]).parts[0].notes.isEmpty)
        #expect(try tokenizer.decode([-1, 30000, .max, .min]).parts[0].notes.isEmpty)
        var random = RandomSource(seed: 3)
        for _ in 0..<100 {
            let tokens = (0..<random.below(200)).map { _ in TokenID(random.below(count + 2) - 1) }
            let score = try tokenizer.decode(tokens)
            // In any case, bars have the right length and contain the notes.
            for (i, bar) in score.bars().enumerated() {
                let full = score.meters.value(at: bar.start)?.barTicks(score.ticksPerQuarter)
                #expect(bar.duration == full || i == 0 || bar.end == score.end)
            }
            for note in score.parts[0].notes { #expect(note.duration > 0 && note.end <= score.end) }
        }
    }

    @Test func malformedBarsAreRepaired() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "1"])
        // Steps before a bar, too many steps, a meter within a bar, a late key, too few steps, tokens after the end.
        let score = try tokenizer.decode(
            tokenizer.ids("M:2/4 note_60 hold note_62 bar hold M:4/4 note_64 K:D bar note_65 <end> note_66"))
        #expect(score.meters.map(\.value) == [Meter(2, 4)])
        #expect(score.keys.isEmpty)
        #expect(sounding(score) == [[0, 3, 60], [3, 1, 64], [4, 1, 65]])
        #expect(score.end == 6 * 10080)
    }
}

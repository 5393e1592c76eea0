import Foundation
import MuseImport
import MuseMusic
import MuseProtocols
import MuseStorage
import MuseTokenizers
import Testing

/// Meters of all kinds, and changes of meter, in grid tokenizers.
@Suite struct MeterTests {
    static let names = ["melody", "chorale", "pianoroll"]

    private func tokenizer(
        _ name: String, _ values: KeyValuePairs<String, String> = [:]
    ) throws -> any Tokenizer {
        switch name {
        case "melody": try melodyTokenizer(values)
        case "chorale": try choraleTokenizer(values)
        default: try pianoRollTokenizer(values)
        }
    }

    /// A tune of one voice, or of four equal ones for `chorale`.
    private func tune(_ header: String, _ music: String, for name: String) throws -> Score {
        let voices = name == "chorale" ? (1...4).map { "V:\($0)\n\(music)\n" }.joined() : music + "\n"
        return try readTune("X:1\n\(header)\nK:C\n\(voices)")
    }

    @Test func theSignsOfOtherMetersFollowTheVocabularyOfCommonOnes() throws {
        for name in Self.names {
            let (any, common) = (try tokenizer(name).vocabulary.names, try tokenizer(name, ["meters": "common"]))
            #expect(any.starts(with: common.vocabulary.names))
            #expect(
                any.suffix(19) == [
                    "M:0", "M:1", "M:2", "M:3", "M:4", "M:5", "M:6", "M:7", "M:8", "M:9", "M:+",
                    "M:/1", "M:/2", "M:/4", "M:/8", "M:/16", "M:/32", "M:/64", "M:/128",
                ])
            #expect(any.count == common.vocabulary.count + 19)
        }
    }

    @Test(arguments: [
        ("1/4", "M:1 M:/4"), ("7/8", "M:7/8"), ("2+3+2/8", "M:2 M:+ M:3 M:+ M:2 M:/8"), ("4/2", "M:4/2"),
        ("17/16", "M:1 M:7 M:/16"), ("3/1", "M:3 M:/1"), ("10/4", "M:1 M:0 M:/4"), ("6/32", "M:6 M:/32"),
        ("C|", "M:C|"),
        ("128/16", "M:1 M:2 M:8 M:/16"),
    ])
    func everyMeterComesBack(meter: String, tokens: String) throws {
        let meter = try #require(Meter(meter))
        let thirtySeconds = try #require(meter.barTicks(8))
        for name in Self.names {
            let sign = meter.symbol == .cut ? "C|" : meter.description
            let tune = try tune("M:\(sign)\nL:1/32", "c\(thirtySeconds)|d\(thirtySeconds)|]", for: name)
            let tokenizer = try tokenizer(name)
            let encoding = try tokenizer.encode(tune)
            #expect(tokenizer.words(encoding.tokens).hasPrefix(tokens + " "), "\(name)")
            let back = try tokenizer.decode(encoding.tokens)
            #expect(back.meters.map(\.value) == [meter] && back.meters[0].value.symbol == meter.symbol, "\(name)")
            #expect(back.barlines.map(\.onset) == tune.barlines.map(\.onset), "\(name)")
            #expect(sounding(back) == sounding(tune), "\(name)")
            #expect(
                firstDisallowed(
                    InputGrammar(try tokenizer.grammar(for: Plan())), encoding.tokens, tokenizer.vocabulary.count)
                    == nil)
            var plan = Plan()
            plan.meter = demand(meter)
            #expect(
                firstDisallowed(try tokenizer.grammar(for: plan), encoding.tokens, tokenizer.vocabulary.count) == nil)
        }
    }

    /// Bars of seven, three, two, two and eight eighths.
    private let changing = "AB cd efg|[M:3/8]abc|[M:1/4]d2|e2|[M:2+3+3/8]de fga bcd|]"

    @Test(arguments: names) func aMeterChangesAtABarLine(name: String) throws {
        let tokenizer = try tokenizer(name, ["steps_per_quarter": "2"])
        let tune = try tune("M:7/8\nL:1/8", changing, for: name)
        let tokens = try tokenizer.encode(tune).tokens
        let back = try tokenizer.decode(tokens)
        #expect(
            back.meters.map { "\($0.onset / 5040) \($0.value)" } == ["0 7/8", "7 3/8", "10 1/4", "14 2+3+3/8"])
        #expect(back.barlines.map { $0.onset / 5040 } == [7, 10, 12, 14, 22])
        #expect(sounding(back) == sounding(tune))
        #expect(try tokenizer.encode(back).tokens == tokens)
        #expect(
            firstDisallowed(InputGrammar(try tokenizer.grammar(for: Plan())), tokens, tokenizer.vocabulary.count) == nil
        )
        // Conditions are tokens of meters and keys.
        let header = name == "melody" ? 2 : 0
        #expect(tokens.count(where: tokenizer.isCondition) == 1 + 1 + 2 + 6 + header)
    }

    @Test func beatsOfAnAdditiveMeterAreItsGroups() throws {
        let tokenizer = try pianoRollTokenizer(["steps_per_quarter": "2"])
        let tune = try readTune("X:1\nM:2+3/8\nL:1/8\nK:C\nz5|z5|]\n")
        #expect(
            try tokenizer.words(tokenizer.encode(tune).tokens)
                == "M:2 M:+ M:3 M:/8 bar step beat step step bar step beat step step <end>")
        // Four eighths from the second one: one up to the beat of three, and three.
        let melody = try melodyTokenizer(["steps_per_quarter": "2"])
        let score = try melody.decode(
            melody.ids("M:2 M:+ M:3 M:/8 K:C major bar note_60 note_62 hold hold hold <end>"))
        #expect(score.parts[0].notes.map { $0.duration / 5040 } == [1, 4])
        let long = try melody.decode(
            melody.ids("M:2 M:+ M:3 M:+ M:2 M:/8 K:C major bar note_60 note_62 hold hold hold hold rest <end>"))
        #expect(long.parts[0].notes.map { $0.duration / 5040 } == [1, 1, 4])
    }

    /// The second bar has a beat too few, the fourth one too many. The pickup and the last bar complete each other.
    @Test(arguments: ["melody", "pianoroll"]) func aBarOfUnusualLengthHasItsOwnMeter(name: String) throws {
        let tokenizer = try tokenizer(name, ["steps_per_quarter": "1"])
        let encoding = try tokenizer.encode(readTune("X:1\nM:3/4\nL:1/4\nK:none\nG|ceg|ce|ceg|cegc|df|]\n"))
        let back = try tokenizer.decode(encoding.tokens)
        let pickup = name == "melody" ? 1 : 3
        #expect(back.barlines.map { $0.onset / 10_080 - pickup } == [0, 3, 5, 8, 12, 14])
        #expect(back.meters.map { "\($0.value)" } == ["3/4", "2/4", "3/4", "4/4", "3/4"])
        #expect(sounding(back).map { $0[2] } == [67, 72, 76, 79, 72, 76, 72, 76, 79, 72, 76, 79, 72, 74, 77])
        #expect(
            encoding.losses.filter { $0.contains("meter") } == [
                "the meter of bar 3, which is written as 2/4 instead of 3/4",
                "the meter of bar 5, which is written as 4/4 instead of 3/4",
            ])
    }

    /// The second bar lasts one and a half steps, so all bar lines after it are half a step off the grid.
    @Test(arguments: ["melody", "pianoroll"]) func barLinesOffTheGridAreMoved(name: String) throws {
        let tokenizer = try tokenizer(name, ["steps_per_quarter": "1"])
        let encoding = try tokenizer.encode(readTune("X:1\nM:2/4\nL:1/8\nK:none\nA4|B3|c4|d4|]\n"))
        let back = try tokenizer.decode(encoding.tokens)
        #expect(back.barlines.map { $0.onset / 10_080 } == [2, 4, 6, 8])
        #expect(encoding.losses.sorted() == ["2 bar lines moved to the grid", "3 notes moved to the grid"])
    }

    @Test(arguments: ["melody", "pianoroll"]) func barsInFreeTimeKeepTheirLengths(name: String) throws {
        let tokenizer = try tokenizer(name)
        let encoding = try tokenizer.encode(readTune("X:1\nM:none\nL:1/8\nK:C\nABc|d4|e5|]\n"))
        let back = try tokenizer.decode(encoding.tokens)
        #expect(back.meters.map { "\($0.value)" } == ["3/8", "2/4", "5/8"])
        #expect(back.barlines.map { $0.onset / 5040 } == [3, 7, 12])
        #expect(encoding.losses.contains("free time, written in the meters of its bars"))
    }

    @Test(arguments: [
        (
            "M:5/8\nL:1/8", "A5|B5|]",
            "bar 1: a bar of 5/8 does not end on the grid of 1 step a quarter; "
                + "'steps_per_quarter: 2' can represent it"
        ),
        (
            "M:4/4\nL:1/8", "A8|[M:7/16]A7/2|[M:4/4]B8|]",
            "bar 2: a bar of 7/16 does not end on the grid of 1 step a "
                + "quarter; 'steps_per_quarter: 4' can represent it"
        ),
        ("M:2/4\nL:1/8", "A4|B4|c,,,,,4|d4|]", "bar 3: the note C0 (12) is not between "),
    ])
    func refusalsNameTheBar(header: String, music: String, reason: String) throws {
        for name in Self.names {
            let tokenizer = try tokenizer(name, ["steps_per_quarter": "1"])
            let tune = try tune(header, music, for: name)
            let error = #expect(throws: TokenizationError.self) { try tokenizer.encode(tune) }
            #expect(error?.description.hasPrefix(reason) == true, "\(name): \(error?.description ?? "")")
        }
    }

    @Test func theClockCountsBarsOfEachMeter() throws {
        let tokenizer = try melodyTokenizer(["steps_per_quarter": "2"])
        let tokens = try tokenizer.encode(tune("M:7/8\nL:1/8", changing, for: "melody")).tokens
        let reader = try #require(tokenizer.tuneReader)
        // After the fourth bar, two steps into the fifth.
        let bars = tokens.indices.filter { tokens[$0] == tokenizer.barEnds.first }
        let clock = try reader.music(of: Array(tokens[...(bars[4] + 2)]), plan: Plan()).clock
        #expect(clock.bar == 4 && clock.barTicks == 8 * 5040 && clock.position == 2 * 5040)
        // The group of three begins after two eighths.
        #expect(clock.beat == 1 && clock.beatPosition == 0)
    }

    /// A plan with a meter, and tokens of common meters, allow no changes; otherwise each meter has one spelling.
    @Test(arguments: names) func grammarsAllowChangesAtBarLinesOnly(name: String) throws {
        let cells = "S_rest A_rest T_rest B_rest"
        let bar =
            switch name {
            case "melody": "K:C major bar note_60 hold"
            case "pianoroll": "bar note_60 beat note_60"
            default: "bar \(cells) beat \(cells)"
            }
        let values: KeyValuePairs = ["steps_per_quarter": "1", "low": "48", "high": "60"]
        let tokenizer = try tokenizer(name, values)
        func meters(_ text: String, _ plan: Plan = Plan(), tokensLeft: Int = 1000) throws -> Set<String> {
            Set(try tokenizer.next(text, plan, tokensLeft: tokensLeft).filter { $0.hasPrefix("M:") })
        }
        let after = try meters("M:2/4 \(bar)")
        #expect(after.contains("M:3/4") && after.contains("M:1") && !after.contains("M:2/4") && !after.contains("M:0"))
        #expect(!after.contains("M:+") && !after.contains("M:/4"))
        #expect(try meters("M:2/4 " + bar.split(separator: " ").dropLast(2).joined(separator: " ")) == [])
        #expect(try tokenizer.next("M:2/4 \(bar) M:3/4") == ["bar"])
        // 4/4, 4/2 and 4/8 have tokens of their own; 4/16 is a step, 4/32 half of one.
        #expect(try meters("M:2/4 \(bar) M:4").filter { $0.hasPrefix("M:/") }.sorted() == ["M:/1", "M:/16"])
        // 1/4 is the shortest meter: two tokens, a bar of one step and the end.
        let least = ["melody": 2 + 2 + 1, "pianoroll": 2 + 1 + 1, "chorale": 2 + 5 + 1][name] ?? 0
        #expect(try meters("M:2/4 \(bar)", tokensLeft: least).contains("M:1"))
        #expect(try !meters("M:2/4 \(bar)", tokensLeft: least - 1).contains("M:1"))
        // Of the meters that can be given, the unusual ones are not sampled.
        #expect(try tokenizer.next("M:1").filter { !$0.hasPrefix("M:/") } == (0...6).map { "M:\($0)" })
        #expect(try tokenizer.next("M:2 M:+") == ["M:2", "M:3", "M:4"])
        var plan = Plan()
        plan.meter = demand(Meter(2, 4))
        #expect(try meters("M:2/4 \(bar)", plan) == [])
        plan.meter = demand(Meter([2, 3], over: 4))
        #expect(try tokenizer.next("M:2 M:+", plan) == ["M:3"])
    }

    /// Each of the embedded tunes, whose meters and bars are of many kinds, has the same notes and meters again. A bar
    /// that a repeat divides is joined, and a pickup follows rests.
    @Test(arguments: ["melody", "pianoroll"]) func embeddedTunesComeBack(name: String) throws {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        let tunes = ABCImporter().read(try FileReader.bytes("\(root)/Corpora/traditional.abc"), name: "t").tunes
        let tokenizer = try tokenizer(name, ["steps_per_quarter": "16"])
        for tune in tunes.prefix(120) where tune.score.parts[0].voiceCount == 1 {
            guard let encoding = try? tokenizer.encode(tune.score), !encoding.losses.contains(where: Self.isOfNotes)
            else { continue }
            let back = try tokenizer.decode(encoding.tokens)
            #expect(shifted(sounding(back)) == shifted(sounding(tune.score)), "\(tune.score.header.title)")
            if !encoding.losses.contains(where: { $0.contains("meter") }) {
                #expect(back.meters.map(\.value) == tune.score.played().meters.map(\.value))
            }
        }
    }

    private static func isOfNotes(_ loss: String) -> Bool {
        ["moved", "already sound", "shorter", "chords", "overlaps"].contains { loss.contains($0) }
    }

    /// The notes from the first one on.
    private func shifted(_ notes: [[Double]]) -> [[Double]] {
        let start = notes.first?[0] ?? 0
        return notes.map { [$0[0] - start, $0[1], $0[2]] }
    }
}

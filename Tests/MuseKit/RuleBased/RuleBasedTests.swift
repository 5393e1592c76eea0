import Foundation
import MuseEvaluation
import MuseExport
import MuseImport
import MuseKit
import MuseMusic
import MuseProtocols
import MuseRecipe
import Testing

/// Tunes of the generator `rule_based`, in recipes without a corpus.
@Suite struct RuleBasedTests {
    private static let recipes = "\(#filePath.components(separatedBy: "/Tests/")[0])/Recipes"

    /// With one choice for everything and one note, the tune is known: form, bars, repeats, pickup, rhythms and chords.
    @Test func aGrammarWithoutChoicesGivesTheTuneThatItDescribes() throws {
        let tunes = try composed(
            """
            dance: jig, keys: D, form: AABB, sections: {A: ab, B: b}, low: D4, high: D4, pickup: "1",
              phrases: {a: {chords: I | IV V}, b: {chords: V | I, close: full}}, rhythms: 2 1, closes: {full: "3"}
            """, count: 2)
        let abc = try #require(
            ABCImporter().read(
                Array(
                    """
                    X:1
                    T:known
                    R:jig
                    M:6/8
                    L:1/8
                    K:D
                    |: D | "D"D2D D2D | "G"D2D "A"D2D | D2D D2D | "D"D2D D2 :|
                    |: D | "A"D2D D2D | "D"D2D D2 :|
                    """.utf8), name: "known"
            ).tunes.first?.score)
        for tune in tunes {
            #expect(tune.melody.tones == abc.melody.tones)
            #expect(tune.chordSymbols == abc.chordSymbols)
            #expect(tune.bars().map(\.duration) == abc.bars().map(\.duration))
            #expect(tune.played().melody.tones == abc.played().melody.tones)
            #expect(tune.header.rhythm == "jig" && tune.keys == abc.keys && tune.meters == abc.meters)
        }
    }

    /// The only arpeggios of D major from D4 to A4 are D F# A and its reverse.
    @Test func figuresAreThoseOfTheGrammar() throws {
        let tunes = try composed(
            """
            keys: D, low: D4, high: A4, figures: arpeggio, rhythms: 1 1 1, pickup: none, sections: {A: aaaa, B: aaaa},
              phrases: {a: {chords: I | I}}
            """, count: 4)
        for tune in tunes {
            let pitches = tune.melody.tones.map(\.midi)
            #expect(pitches.count == 2 * 8 * 6)
            for start in stride(from: 0, to: pitches.count, by: 3) {
                let figure = Array(pitches[start..<start + 3])
                #expect(figure == [62, 66, 69] || figure == [69, 66, 62], "\(figure)")
            }
        }
    }

    /// abac: questions end open on the dominant, answers on the tonic, which the second, fifth or seventh degree leads
    /// to; the letters that return are the same bars.
    @Test(arguments: ["jig", "slip_jig", "reel", "hornpipe", "polka", "march", "waltz", "air"])
    func phrasesCloseAndReturn(dance: String) throws {
        var approached = 0
        let tunes = try composed("dance: \(dance), keys: [D, A dorian, E minor, A mixolydian]", count: 24)
        for tune in tunes {
            let bars = tune.barTones
            #expect(bars.count == 16)
            for section in [0, 8] {
                let (ask, answer) = (bars[section + 3], bars[section + 7])
                let full = tune.meters[0].value.barTicks(tune.ticksPerQuarter) ?? 0
                let beats = ["waltz": 1, "slip_jig": 3][dance, default: 2]
                let start = tune.bars().filter { 2 * $0.duration > full }[section + 3].end - full / beats
                let onBeat = try #require(ask.last { $0.onset <= start } ?? ask.first)
                #expect([2, 4, 5, 7].contains(tune.degree(onBeat.pitch)), "\(dance) \(tune.degree(onBeat.pitch))")
                #expect(ask.last.map { tune.degree($0.pitch) } != 1)
                #expect(answer.last.map { tune.degree($0.pitch) } == 1)
                let approach = (bars[section + 6] + answer).last { tune.degree($0.pitch) != 1 }
                if let approach, [2, 5, 7].contains(tune.degree(approach.pitch)) { approached += 1 }
                for bar in 0..<2 {
                    #expect(bars[section + bar].map(\.midi) == bars[section + 4 + bar].map(\.midi))
                }
            }
            // Both parts end alike.
            #expect(bars[6].map(\.midi) == bars[14].map(\.midi))
            #expect(bars[7].map(\.midi) == bars[15].map(\.midi))
        }
        #expect(approached >= 44, "\(approached) of 48")
    }

    @Test func notesStayInTheKeyTheRangeAndOneClimax() throws {
        let rest = "constraints: [{type: key, tonic: E, mode: minor, diatonic: true}, {type: range, low: E4, high: A5}]"
        for tune in try composed("", count: 40, rest) {
            let scale = Set([4, 6, 7, 9, 11, 0, 2])
            #expect(tune.melody.tones.allSatisfy { scale.contains($0.midi % 12) && (64...81).contains($0.midi) })
            let top = tune.melody.tones.map(\.midi).max()
            let peaks = tune.barTones.indices.filter { i in tune.barTones[i].contains { $0.midi == top } }
            // abac dedc: phrase e is in bars 10 and 11, counted from 0.
            #expect(peaks.allSatisfy { (10...11).contains($0) }, "\(peaks)")
        }
    }

    @Test func theLeadingNoteOfMinorIsRaisedOverItsChord() throws {
        let tunes = try composed(
            "keys: E minor, phrases: {b: {chords: iv | V, close: half}, c: {chords: V | i, close: full}}", count: 12)
        let raised = tunes.flatMap { tune in
            tune.melody.tones.filter { $0.pitch.name == PitchClass("D#") }.map { tone in
                tune.chordSymbols.value(at: tone.onset)?.description
            }
        }
        #expect(raised.count > 12)
        #expect(raised.allSatisfy { $0 == "B" })
    }

    /// The demands of constraints decide the form.
    @Test(arguments: [
        ("[{type: form, sections: [8, 8], repeats: endings}]", 18), ("[{type: bars, min: 5, max: 5}]", 5),
        ("[{type: form, sections: [4, 12], repeats: none, phrases: [ac, abdbac]}]", 16),
        ("[{type: bars, min: 40, max: 40}]", 40), ("[{type: cadence, full: [2, 16], half: [6]}]", 16),
    ]) func constraintsAreMet(constraints: String, bars: Int) throws {
        for tune in try composed("pickup: none", count: 6, "constraints: \(constraints)") {
            #expect(tune.barTones.count == bars)
            let validity = Validity([tune])
            #expect(validity.validBars == validity.bars)
            if constraints.contains("cadence") {
                let closes = [1, 5].map { tune.barTones[$0].last.map { tune.degree($0.pitch) } ?? 0 }
                #expect(closes[0] == 1 && [2, 5, 7].contains(closes[1]))
            }
            if bars == 16, !constraints.contains("cadence") {
                // ac abdbac: bars 5 and 6 are bars 1 and 2.
                for bar in 0..<2 { #expect(tune.barTones[bar].map(\.midi) == tune.barTones[4 + bar].map(\.midi)) }
            }
            #expect(tune.melody.tones.last.map { tune.degree($0.pitch) } == 1)
        }
    }

    @Test(arguments: ["rule_based", "rule_based_reel", "rule_based_march", "two_voice_air"])
    func shippedRecipesAreValidAndGiveTheSameBytesTwice(name: String) throws {
        let work = try Workplace()
        let muse = work.muse()
        let recipe = try muse.recipe(
            at: "\(Self.recipes)/\(name).yaml", setting: ["generate.count": name == "two_voice_air" ? "5" : "25"])
        #expect(recipe.warnings.isEmpty)
        let fitted = try muse.fit(recipe)
        let tunes = try muse.generate(recipe, with: fitted)
        // A cached model, and one thread.
        let again = try muse.generate(recipe, with: try muse.fit(recipe), threads: 1)
        func abc(_ tunes: [GeneratedTune]) throws -> [UInt8] {
            try ABCExporter().write(tunes.map(\.score), provenance: nil)
        }
        #expect(try abc(tunes) == abc(again))
        let read = ABCImporter().check(try abc(tunes), name: "tunes")
        #expect(read.diagnostics.isEmpty && read.tunes.count == tunes.count, "\(read.diagnostics)")
        #expect(Set(tunes.map(\.score.melody.tones)).count == tunes.count)
        let validity = Validity(tunes.map(\.score))
        #expect(validity.validTunes == tunes.count)
    }

    /// Repeats written out take 32 bars of 13 tokens; with 240 tokens the tune has half of them, and still closes.
    @Test func aTuneWithTooManyTokensHasFewerBars() throws {
        let work = try Workplace(
            """
            muse: 1
            tokenizer: melody
            generator: {type: rule_based, dance: jig}
            generate: {count: 4, max_tokens: 240}
            export: [{type: abc}]
            """)
        let muse = work.muse()
        let recipe = try work.recipe(muse)
        for tune in try muse.generate(recipe, with: try muse.fit(recipe)).map(\.score) {
            #expect(tune.barTones.count == 16)
            #expect(tune.melody.tones.last.map { tune.degree($0.pitch) } == 1)
        }
    }

    /// The given bars are phrase a and the start of b: a returns, and the tune closes as the grammar says.
    @Test func aGivenOpeningBecomesThePhrasesOfTheGrammar() throws {
        let opening = "X:1\nR:jig\nM:6/8\nL:1/8\nK:G\n|: GAG GAB | ABA ABd | edd gdd |\n"
        let work = try Workplace(
            """
            muse: 1
            tokenizer: abc
            generator: {type: rule_based, dance: jig}
            generate: {count: 4, continue: given.abc}
            export: [{type: abc}]
            """)
        try work.write("given.abc", opening)
        let muse = work.muse()
        let recipe = try work.recipe(muse)
        for tune in try muse.generate(recipe, with: try muse.fit(recipe)).map(\.score) {
            let bars = tune.barTones.map { $0.map(\.midi) }
            #expect(bars.count == 16)
            #expect(bars[0] == [67, 69, 67, 67, 69, 71] && bars[1] == [69, 71, 69, 69, 71, 74])
            #expect(bars[2] == [76, 74, 74, 79, 74, 74])
            #expect(bars[4] == bars[0] && bars[5] == bars[1])
            #expect(bars[7].last.map { $0 % 12 } == 7 && bars[15].last.map { $0 % 12 } == 7)
            #expect(bars[3].last.map { $0 % 12 } != 7)
        }
    }

    /// Bars of a template are filled from left to right; where a phrase returns, so do its bars.
    @Test func openBarsAreFilledByThePhrasesOfTheGrammar() throws {
        let template =
            "X:1\nR:jig\nM:6/8\nL:1/8\nK:G\n|: GAG GAB | ? | edd gdd | ? | GAG GAB | ? | ? | ? :|\n"
        let work = try Workplace(
            """
            muse: 1
            tokenizer: abc
            generator: {type: rule_based, dance: jig}
            generate: {count: 4, fill: given.abc}
            export: [{type: abc}]
            """)
        try work.write("given.abc", template)
        let muse = work.muse()
        let recipe = try work.recipe(muse)
        for tune in try muse.generate(recipe, with: try muse.fit(recipe)).map(\.score) {
            let bars = tune.barTones.map { $0.map(\.midi) }
            #expect(bars.count == 8)
            #expect(bars[0] == [67, 69, 67, 67, 69, 71] && bars[2] == [76, 74, 74, 79, 74, 74])
            #expect(bars[5] == bars[1])
            #expect(bars[7].last.map { $0 % 12 } == 7)
        }
    }

    @Test func theGrammarIsExplained() throws {
        let work = try Workplace(
            ruleRecipe(
                """
                dance: jig, keys: {D: 3, G: 1}, sections: {A: ac, B: dc}, rhythms: 1 1 1, pickup: none, figures: run, \
                climax: d, sequence: 0, phrases: {a: {chords: [I | IV, I | V]}, d: {chords: I | I, motif: a, \
                contour: arch}, c: {chords: V | I}}
                """))
        let lines = try work.recipe(work.muse()).generator.explanation
        #expect(
            lines == [
                "The grammar of the tunes:",
                "  Form AABB: A twice, B twice. Meter 6/8, a beat has 3 eighths.",
                "  Keys: D major (75 %), G major (25 %).", "  Section A: phrases a c.", "  Section B: phrases d c.",
                "  Phrase a: chords I | IV (50 %), I | V (50 %); middle register, ascending (rises) (33 %), arch (rises "
                    + "and falls) (33 %), wave (moves in waves) (33 %); leads on.",
                "  Phrase c: chords V | I; middle register, descending (falls); full close on the tonic, from the second, "
                    + "seventh or fifth degree, like an answer.",
                "  Phrase d: chords I | I; high register, arch (rises and falls); leads on; rhythm and figures of phrase a.",
                "  Rhythms of a beat, in eighths: 1 1 1; before a half close 1 1 1 (43 %), 2 1 (43 %), 3 (14 %); in a full "
                    + "close 3.", "  Pickups: none.", "  Figures of a beat:",
                "    run (100 %): steps in one direction",
                "  A bar repeats the rhythm and figures of the bar before with a probability of 0 %.",
                "  Notes on beats belong to the chord; others are reached and left by step. From beat to beat the melody "
                    + "leaps at most 5 steps of the scale, and turns back after a leap.",
                "  Range D4 to B5. The highest note is in phrase d.",
            ])
    }
}

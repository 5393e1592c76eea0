import Foundation
import MuseEvaluation
import MuseKit
import MuseProtocols
import MuseRecipe
import Testing

/// Cadences and the limit on copied notes in whole runs, sampled exactly and from left to right.
@Suite struct ConstrainedRunTests {
    private static let limit = 4

    private func recipe(_ generator: String, _ generate: String = "count: 6") -> String {
        """
        muse: 1
        corpus: {files: [tunes.abc]}
        tokenizer: {type: abc}
        generator: {type: markov, order: 3\(generator)}
        constraints:
          - {type: form, sections: [4, 4], repeats: signs}
          - {type: key, tonic: G, diatonic: true}
          - {type: cadence, half: [4], full: [8]}
          - {type: max_order, notes: \(Self.limit)}
        generate: {\(generate), condition: {meter: 6/8, rhythm: jig}}
        """
    }

    /// The tokens of notes and their lengths.
    private func music(_ tokens: [TokenID], _ kinds: [TokenKind]) -> [TokenID] {
        tokens.filter { ![.bar, .condition, .end].contains(kinds[Int($0)]) }
    }

    /// The number of notes of the longest passage that two tunes share.
    private func longestCopy(_ one: [TokenID], _ other: [TokenID], _ kinds: [TokenKind]) -> Int {
        var longest = 0
        for i in one.indices {
            for j in other.indices {
                var (length, notes) = (0, 0)
                while i + length < one.count, j + length < other.count, one[i + length] == other[j + length] {
                    notes += kinds[Int(one[i + length])] == .note ? 1 : 0
                    length += 1
                }
                longest = max(longest, notes)
            }
        }
        return longest
    }

    @Test(arguments: [
        (", exact: true, min_order: 1", "count: 6"), ("", "count: 6"),
        (", exact: true, min_order: 1", "count: 2, sets: {tunes: 3, keys: [G, D, A]}"),
    ]) func tunesCloseAndCopyLittle(generator: String, generate: String) throws {
        let work = try Workplace(recipe(generator, generate))
        let muse = work.muse()
        let recipe = try work.recipe(muse)
        let tunes = try muse.generate(recipe, with: try muse.fit(recipe))
        #expect(tunes.count == 6)
        let kinds = TuneReader(recipe.tokenizer).kinds
        let corpus = try muse.readMusic("\(work.path)/tunes.abc").scores.map {
            music(try recipe.tokenizer.encode($0).tokens, kinds)
        }
        #expect(corpus.count == 4)
        for tune in tunes {
            let notes = music(tune.tokens, kinds)
            for known in corpus { #expect(longestCopy(notes, known, kinds) <= Self.limit, "\(tune.number)") }
            let tonic = tune.score.keys[0].value.tonic.semitone
            #expect(tune.score.parts[0].notes.last.map { $0.pitch.midi % 12 } == tonic)
        }
    }

    /// A chord progression, a rhythm and a fixed note hold in exact samples too.
    @Test(arguments: ["", ", exact: true, min_order: 1"]) func barsHaveTheirNotes(generator: String) throws {
        let work = try Workplace(
            """
            muse: 1
            corpus: {files: [tunes.abc]}
            tokenizer: {type: abc}
            generator: {type: markov, order: 1\(generator)}
            constraints:
              - {type: form, sections: [4], repeats: signs}
              - {type: key, tonic: G, diatonic: true}
              - {type: instrument, name: fiddle}
              - {type: chords, progression: "| G | Em G | D7 | I |"}
              - {type: rhythm_pattern, patterns: [1/4 1/8 1/4 1/8, 1/8 1/8 1/8 1/8 1/8 1/8], bars: [2, 3]}
              - {type: notes, fixed: [{bar: 3, note: A}]}
            generate: {count: 6, condition: {meter: 6/8, rhythm: jig}}
            """)
        let muse = work.muse()
        let recipe = try work.recipe(muse)
        let chords: [[Set<Int>]] = [
            [[7, 11, 2], [7, 11, 2]], [[4, 7, 11], [7, 11, 2]], [[2, 6, 9, 0], [2, 6, 9, 0]],
            [[7, 11, 2], [7, 11, 2]],
        ]
        for tune in try muse.generate(recipe, with: try muse.fit(recipe)) {
            let score = tune.score
            let eighth = score.ticksPerQuarter / 2
            let lines = [0] + score.barlines.map(\.onset).filter { $0 > 0 }
            let hasPickup = lines[1] < 6 * eighth
            let starts = lines.dropLast().dropFirst(hasPickup ? 1 : 0)
            #expect(starts.count == 4)
            for (bar, start) in starts.enumerated() {
                let notes = score.parts[0].notes.filter { $0.onset >= start && $0.onset < start + 6 * eighth }
                for (beat, chord) in chords[bar].enumerated() {
                    for note in notes where note.onset == start + beat * 3 * eighth {
                        let isTied = score.parts[0].notes.contains { $0.end == note.onset && $0.isTied }
                        #expect(isTied || chord.contains(note.pitch.midi % 12), "tune \(tune.number), bar \(bar + 1)")
                    }
                }
                if bar == 1 || bar == 2 {
                    let onsets = notes.map { ($0.onset - start) / eighth }
                    #expect([[0, 2, 3, 5], [0, 1, 2, 3, 4, 5]].contains(onsets), "\(onsets)")
                }
                if bar == 2 { #expect(notes.first.map { $0.pitch.midi % 12 } == 9) }
            }
        }
    }

    /// The second part lies higher, and one bar alone has the highest note.
    @Test(arguments: [", exact: true, min_order: 2", ""]) func rangesOfBarsShapeATune(generator: String) throws {
        let work = try Workplace(
            recipe(generator).replacingOccurrences(
                of: "  - {type: max_order, notes: \(Self.limit)}",
                with: """
                      - {type: range, low: D4, high: D5, bars: [1, 2, 3, 4]}
                      - {type: range, low: G4, high: E5, bars: [5, 7, 8]}
                      - {type: range, low: F5, high: B5, bars: 6}
                    """))
        let muse = work.muse()
        let recipe = try work.recipe(muse)
        for tune in try muse.generate(recipe, with: try muse.fit(recipe)) {
            let spans = tune.score.harmonicSpans(every: .bar)
            // Pickups have no number.
            let bars = tune.score.sections().flatMap { section in
                spans.filter { (section.start..<section.end).contains($0.start) }.suffix(4)
            }
            #expect(bars.count == 8)
            for (number, bar) in bars.enumerated() {
                let range = number < 4 ? 62...74 : number == 5 ? 77...83 : 67...76
                for note in tune.score.parts[0].notes where (bar.start..<bar.end).contains(note.onset) {
                    #expect(range.contains(note.pitch.midi), "bar \(number + 1) of \(tune.title)")
                }
            }
        }
    }
}

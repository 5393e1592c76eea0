import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// Demands on the rhythms, notes and closes of bars, in melodies sampled at random from the grammar.
@Suite struct MelodyBarNotesTests {
    private static let eighth = Score.notationTicksPerQuarter / 2

    private struct Heard {
        var onset: Int
        var duration: Int
        var pitch: Int
    }

    /// The notes of each bar, without a pickup: ties joined within the bar, and notes tied over from the bar before
    /// left out.
    private func bars(_ score: Score, _ meter: Meter) -> [[Heard]] {
        let scale = Score.notationTicksPerQuarter / score.ticksPerQuarter
        let full = meter.barTicks(score.ticksPerQuarter) ?? 0
        var result: [[Heard]] = []
        var start = 0
        for (i, line) in score.barlines.enumerated() {
            defer { start = line.onset }
            if i == 0, line.onset < full { continue }
            var bar: [Heard] = []
            var tied = score.parts[0].notes.contains { $0.end == start && $0.isTied }
            for note in score.parts[0].notes where note.onset >= start && note.onset < line.onset {
                if tied, let last = bar.indices.last {
                    bar[last].duration += note.duration * scale
                } else if !tied {
                    bar.append(
                        Heard(
                            onset: (note.onset - start) * scale, duration: note.duration * scale,
                            pitch: note.pitch.midi))
                }
                tied = note.isTied
            }
            result.append(bar)
        }
        return result
    }

    private func walks(_ meter: Meter, _ count: Int = 30, maxTokens: Int = 400, _ edit: (inout Plan) -> Void) throws
        -> [[[Heard]]]
    {
        let tokenizer = try MelodyTokenizer(settings(for: MelodyTokenizer.schema))
        var plan = Plan()
        plan.meter = demand(meter)
        edit(&plan)
        let grammar = try tokenizer.grammar(for: plan)
        var random = RandomSource(seed: 5)
        return try (0..<count).map { i in
            let tokens = try #require(
                walk(grammar, tokenizer.vocabulary, &random, maxTokens: maxTokens) {
                    $0 == "hold" || $0 == "rest" || $0 == "<end>" ? 20 : 1
                }, "a dead end in tune \(i)")
            return bars(try tokenizer.decode(tokens), meter)
        }
    }

    @Test func barsHaveOneOfTheirRhythms() throws {
        let e = Self.eighth
        let rhythms: [[Plan.BarNotes.Sound]] = [
            [.init(onset: 0, duration: 3 * e), .init(onset: 4 * e, duration: 2 * e)],
            (0..<6).map { .init(onset: $0 * e, duration: e) },
        ]
        var found: Set<[Int]> = []
        for tune in try walks(
            Meter(6, 8), 60,
            {
                $0.bars = demand(4...4)
                $0.notes = [demand(.init(bars: .numbers([1, 3]), rhythms: rhythms))]
            })
        {
            #expect(tune.count == 4)
            for bar in [0, 2] {
                let heard = tune[bar].map { Plan.BarNotes.Sound(onset: $0.onset, duration: $0.duration) }
                #expect(rhythms.contains(heard))
                found.insert(heard.map(\.onset))
            }
        }
        #expect(found.count == 2)
    }

    /// The last bar of a tune of free length is limited to chords too, and closes on the tonic.
    @Test func notesOnBeatsBelongToChordsAndTunesClose() throws {
        let chords: [Set<Int>] = [[2, 6, 9], [9, 1, 4, 7]]
        var count = 0
        for tune in try walks(
            .common, 60,
            {
                $0.key = demand(Key("D")!)
                $0.notes = chords.enumerated().map { i, chord in
                    demand(
                        .init(
                            bars: .every(length: 2, place: i + 1),
                            starts: [0, 4].map { .init(at: $0 * Self.eighth, .classes(chord), isRequired: false) }))
                }
                $0.closes = [
                    demand(.init(bars: nil, degrees: [1])), demand(.init(bars: [1], degrees: [2, 5, 7])),
                ]
            })
        {
            for (i, bar) in tune.enumerated() {
                for note in bar where note.onset % (4 * Self.eighth) == 0 {
                    #expect(chords[i % 2].contains(note.pitch % 12))
                    count += 1
                }
            }
            #expect(tune.last?.last.map { $0.pitch % 12 } == 2)
            if tune.count > 1 { #expect([4, 9, 1].contains((tune[0].last?.pitch ?? 0) % 12)) }
        }
        #expect(count > 60)
    }

    @Test func notesStartWhereTheyAreFixed() throws {
        for tune in try walks(
            Meter(3, 4), 30,
            {
                $0.bars = demand(2...3)
                $0.key = demand(Key(PitchClass(step: 1), .major))
                $0.notes = [
                    demand(
                        .init(
                            bars: .numbers([2]),
                            starts: [.init(at: 2 * Self.eighth, .midi([67]), isRequired: true)]))
                ]
                $0.closes = [demand(.init(bars: [2], degrees: [1]))]
            })
        {
            #expect(tune[1].contains { $0.onset == 2 * Self.eighth && $0.pitch == 67 })
            #expect(tune[1].last.map { $0.pitch % 12 } == 2)
        }
    }

    @Test func whatTheGridCannotHoldIsRefused() throws {
        let tokenizer = try MelodyTokenizer(settings(for: MelodyTokenizer.schema))
        var plan = Plan()
        plan.meter = demand(.common)
        let third = 2 * Self.eighth / 3
        plan.notes = [demand(.init(bars: .all, rhythms: [(0..<12).map { .init(onset: $0 * third, duration: third) }]))]
        #expect(
            throws: PlanError(
                "the melody tokenizer cannot write this with the pitches that are allowed", path: "constraints[0]")
        ) { try tokenizer.grammar(for: plan) }
    }
}

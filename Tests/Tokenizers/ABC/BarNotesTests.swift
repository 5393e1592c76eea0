import MuseMusic
import MuseProtocols
import MuseTokenizers
import Testing

/// Demands on the rhythms and notes of bars, in tunes sampled at random from the grammar.
@Suite struct BarNotesTests {
    typealias BarNotes = Plan.BarNotes

    private static let eighth = Score.notationTicksPerQuarter / 2

    /// A written bar of a tune without chords: its number from 0 (nil for a pickup, the same in both endings) and its
    /// notes, with tied notes joined within the bar. A note tied over from the bar before has no pitch.
    private struct WrittenBar {
        var number: Int?
        var length: Int
        var notes: [(onset: Int, duration: Int, pitch: Int?)] = []
    }

    /// Reads the bars of a tune independently of the library's sections.
    private func bars(_ score: Score) -> [WrittenBar] {
        let scale = Score.notationTicksPerQuarter / score.ticksPerQuarter
        let full = (score.meters[0].value.barTicks(score.ticksPerQuarter) ?? 0)
        var result: [WrittenBar] = []
        var start = 0
        var number = 0
        var sectionStart = true
        var firstEnding = 0
        var isTied = false
        for line in score.barlines where line.onset > 0 {
            let length = line.onset - start
            let isPickup = sectionStart && length < full
            var bar = WrittenBar(number: isPickup ? nil : number, length: length * scale)
            for note in score.parts[0].notes where note.onset >= start && note.onset < line.onset {
                if isTied, let last = bar.notes.last, last.onset + last.duration == (note.onset - start) * scale {
                    bar.notes[bar.notes.count - 1].duration += note.duration * scale
                } else {
                    bar.notes.append(
                        ((note.onset - start) * scale, note.duration * scale, isTied ? nil : note.pitch.midi))
                }
                isTied = note.isTied
            }
            result.append(bar)
            if !isPickup { number += 1 }
            sectionStart = line.isSectionBoundary && line.endings.isEmpty
            start = line.onset
            if line.endings == [1] { firstEnding = number }
            if line.endings == [2] { number = firstEnding }
        }
        return result
    }

    private func plan(_ meter: Meter = Meter(6, 8), _ edit: (inout Plan) -> Void) -> Plan {
        var plan = Plan()
        plan.meter = demand(meter)
        plan.key = demand(Key("D")!)
        edit(&plan)
        return plan
    }

    /// Without chords, which the tests would have to tell from single notes.
    private func walks(_ plan: Plan, _ count: Int = 40, maxTokens: Int = 2000, ornaments: Bool = false) throws
        -> [Score]
    {
        let tokenizer = try ABCTokenizer(
            settings(ornaments ? ["pitch": "absolute", "ornaments": "true"] : [:], for: ABCTokenizer.schema))
        let grammar = try tokenizer.grammar(for: plan)
        var random = RandomSource(seed: 11)
        return try (0..<count).map { i in
            let tokens = try #require(
                walk(grammar, tokenizer.vocabulary, &random, maxTokens: maxTokens) {
                    // Ties and bar lines often, or tunes of free length would not end; no chords.
                    $0 == "[" ? 0 : $0 == "-" ? 8 : $0.hasSuffix("|]") || $0 == ":|" || $0 == "<end>" ? 20 : 1
                }, "a dead end in tune \(i)")
            return try tokenizer.decode(tokens)
        }
    }

    private func sounds(_ eighths: [(Int, Int)]) -> [BarNotes.Sound] {
        eighths.map { BarNotes.Sound(onset: $0.0 * Self.eighth, duration: $0.1 * Self.eighth) }
    }

    @Test(arguments: [Plan.Section.Repeat.none, .signs, .endings])
    func barsHaveOneOfTheirRhythms(repeats: Plan.Section.Repeat) throws {
        let rhythms = [
            sounds([(0, 1), (1, 1), (2, 1), (3, 1), (4, 1), (5, 1)]), sounds([(0, 2), (2, 1), (3, 2), (5, 1)]),
            sounds([(0, 3), (4, 2)]),
        ]
        let plan = plan {
            $0.sections = demand([.init(bars: 4, repeats: repeats), .init(bars: 4, repeats: repeats)])
            $0.notes = [demand(.init(bars: .numbers([1, 2, 4, 6, 8]), rhythms: rhythms))]
        }
        var found: Set<[BarNotes.Sound]> = []
        var pickups = 0
        for tune in try walks(plan) {
            let bars = bars(tune)
            #expect(bars.compactMap(\.number).max() == 7)
            if bars[0].number == nil { pickups += 1 }
            for bar in bars {
                guard let number = bar.number, [0, 1, 3, 5, 7].contains(number) else { continue }
                let heard = bar.notes.map { BarNotes.Sound(onset: $0.onset, duration: $0.duration) }
                // A bar that a pickup shortens has the beginning of a rhythm.
                let expected = rhythms.map { rhythm in
                    rhythm.filter { $0.onset < bar.length }
                        .map { BarNotes.Sound(onset: $0.onset, duration: min($0.end, bar.length) - $0.onset) }
                }
                #expect(expected.contains(heard), "\(heard)")
                #expect(!bar.notes.contains { $0.pitch == nil })
                if bar.length == 6 * Self.eighth { found.insert(heard) }
            }
        }
        #expect(found == Set(rhythms))
        #expect(pickups > 0 && pickups < 40)
    }

    @Test func rhythmsMayHaveTriplets() throws {
        let third = Self.eighth * 2 / 3
        let triplet = (0..<3).map { BarNotes.Sound(onset: $0 * third, duration: third) }
        let rhythm = triplet + sounds([(2, 1), (3, 1), (4, 3), (7, 1)])
        for limit in [2000, 120] {
            let tunes = try walks(
                plan(.common) {
                    $0.sections = demand([.init(bars: 3, repeats: .none)])
                    $0.notes = [demand(.init(bars: .all, rhythms: [rhythm]))]
                    $0.closes = [demand(.init(bars: nil, degrees: [1]))]
                }, 20, maxTokens: limit)
            for tune in tunes {
                let whole = bars(tune).filter { $0.length == 8 * Self.eighth }
                #expect(!whole.isEmpty)
                for bar in whole {
                    #expect(bar.notes.map { BarNotes.Sound(onset: $0.onset, duration: $0.duration) } == rhythm)
                }
            }
        }
    }

    @Test(arguments: [false, true]) func notesStartWhereTheyAreFixed(ornaments: Bool) throws {
        let plan = plan(.common) {
            $0.sections = demand([.init(bars: 4, repeats: .endings), .init(bars: 4, repeats: .none)])
            $0.notes = [
                demand(
                    .init(
                        bars: .numbers([1]),
                        starts: [
                            .init(at: 0, .midi([62]), isRequired: true),
                            .init(at: 3 * Self.eighth, .classes([8]), isRequired: true),
                        ])),
                demand(
                    .init(
                        bars: .numbers([4, 8]), starts: [.init(at: 4 * Self.eighth, .aboveTonic([0]), isRequired: true)]
                    )),
            ]
        }
        for tune in try walks(plan, 30, ornaments: ornaments) {
            var seen: [Int: Int] = [:]
            for bar in bars(tune) {
                guard let number = bar.number else { continue }
                seen[number, default: 0] += 1
                func starts(_ position: Int, _ isRight: (Int) -> Bool) -> Bool {
                    bar.notes.contains { $0.onset == position && ($0.pitch.map(isRight) ?? false) }
                }
                switch number {
                case 0:
                    #expect(starts(0) { $0 == 62 })
                    #expect(starts(3 * Self.eighth) { $0 % 12 == 8 })
                case 3, 7: #expect(starts(4 * Self.eighth) { $0 % 12 == 2 })
                default: break
                }
            }
            #expect(seen[3] == 2 && seen[7] == 1)
        }
    }

    /// D, A7, G and D on the beats of a jig, as a cycle of two bars over a tune of free length.
    @Test func notesOnBeatsBelongToChords() throws {
        let chords: [[Set<Int>]] = [[[2, 6, 9], [9, 1, 4, 7]], [[7, 11, 2], [2, 6, 9]]]
        let plan = plan {
            $0.notes = chords.enumerated().map { bar, chords in
                demand(
                    .init(
                        bars: .every(length: 2, place: bar + 1),
                        starts: chords.enumerated().map {
                            .init(at: $0 * 3 * Self.eighth, .classes($1), isRequired: false)
                        }))
            }
            $0.closes = [demand(.init(bars: nil, degrees: [1]))]
        }
        var onBeats = 0
        for tune in try walks(plan, 60) {
            for bar in bars(tune) {
                guard let number = bar.number else { continue }
                for note in bar.notes where note.onset % (3 * Self.eighth) == 0 {
                    // A note that is tied over does not start here.
                    guard let pitch = note.pitch else { continue }
                    onBeats += 1
                    #expect(chords[number % 2][note.onset / (3 * Self.eighth)].contains(pitch % 12))
                }
            }
            let last = try #require(tune.parts[0].notes.last)
            #expect(last.pitch.midi % 12 == 2)
        }
        #expect(onBeats > 100)
    }

    /// Near the token limit, demands are still met.
    @Test func shortTokenLimitsStillMeetDemands() throws {
        let plan = plan(.common) {
            $0.sections = demand([.init(bars: 4, repeats: .none)])
            $0.closes = [demand(.init(bars: [2, 4], degrees: [1, 5]))]
            $0.notes = [
                demand(
                    .init(
                        bars: .every(length: 2, place: 0),
                        starts: (0..<4).map {
                            .init(at: $0 * 2 * Self.eighth, .classes([2, 8, 9]), isRequired: $0 < 3)
                        }
                    )),
                demand(.init(bars: .numbers([1]), rhythms: [sounds([(0, 1), (1, 1), (2, 2), (4, 4)])])),
            ]
        }
        for limit in [60, 90] {
            for tune in try walks(plan, 4, maxTokens: limit) {
                for bar in bars(tune) where bar.number.map({ $0 % 2 == 1 }) ?? false {
                    for beat in 0..<3 {
                        #expect(
                            bar.notes.contains {
                                $0.onset == beat * 2 * Self.eighth && [2, 8, 9].contains(($0.pitch ?? 0) % 12)
                            })
                    }
                }
            }
        }
    }

    private static let refusals: [(edit: @Sendable (inout Plan) -> Void, message: String)] = [
        (
            {
                $0.meter = nil
                $0.notes = [demand(.init(bars: .all))]
            },
            "needs a meter: set `generate.condition.meter`"
        ),
        (
            {
                $0.bars = demand(8...8)
                $0.notes = [demand(.init(bars: .numbers([8, 9])))]
            }, "a tune of 8 bars has no bar 9"
        ),
        (
            {
                $0.notes = [
                    demand(.init(bars: .all, starts: [.init(at: 6 * Self.eighth, .classes([2]), isRequired: false)]))
                ]
            }, "a note is after the end of a bar of 6/8"
        ),
        (
            {
                $0.notes = [
                    demand(.init(bars: .all, rhythms: [[.init(onset: 0, duration: 6 * Self.eighth)]])),
                    demand(
                        .init(
                            bars: .numbers([3]),
                            starts: [.init(at: 3 * Self.eighth, .classes([2]), isRequired: true)]),
                        "constraints[1]"),
                ]
            }, "requires a note where the rhythms of constraints[0] have none"
        ),
        (
            {
                $0.isDiatonic = demand(true, "constraints[1]")
                $0.notes = [demand(.init(bars: .all, starts: [.init(at: 0, .classes([0]), isRequired: true)]))]
            },
            "the demanded note is not among the notes of D major, required by constraints[1]"
        ),
        (
            {
                $0.closes = [demand(.init(bars: [4], degrees: [1]), "constraints[1]")]
                $0.notes = [
                    demand(
                        .init(
                            bars: .numbers([4]),
                            starts: [
                                .init(positions: 0..<6 * Self.eighth, pitches: .classes([9]), isRequired: true)
                            ]))
                ]
            }, "a bar cannot meet this and close as constraints[1] asks"
        ),
        (
            { $0.notes = [demand(.init(bars: .all, rhythms: [[.init(onset: 0, duration: 999)]]))] },
            "the abc tokenizer cannot write this with the pitches that are allowed"
        ),
    ]

    @Test(arguments: refusals.indices) func whatCannotBeMetIsRefused(_ index: Int) throws {
        let (edit, message) = Self.refusals[index]
        let tokenizer = try ABCTokenizer(settings(for: ABCTokenizer.schema))
        let error = #expect(throws: PlanError.self) { try tokenizer.grammar(for: plan { edit(&$0) }) }
        #expect(error?.message == message)
    }
}

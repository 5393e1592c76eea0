import MuseMusic
import MuseProtocols
import MuseSamplers
import Testing

/// Constraints on notes: instruments, chromatic notes, rhythms, fixed notes and chords.
@Suite struct NoteConstraintTests {
    private static let eighth = Score.notationTicksPerQuarter / 2

    private func plan(_ texts: [String], _ meter: Meter? = Meter(6, 8), key: Key? = nil) throws -> Plan {
        var plan = Plan()
        plan.meter = meter.map { Plan.Demand($0, path: "generate.condition.meter", mark: nil) }
        plan.key = key.map { Plan.Demand($0, path: "generate.condition.key", mark: nil) }
        for (i, text) in texts.enumerated() {
            let constraint = try Registry<any Constraint>.builtIn.make(
                flowNode(text, line: i + 1), path: "constraints[\(i)]")
            try constraint.constrain(&plan)
        }
        return plan
    }

    @Test(
        arguments: [
            ("tin whistle in D", 62, 86, false), ("Tin-Whistle", 62, 86, false), ("whistle in C", 60, 84, false),
            ("penny whistle Bb", 58, 82, false), ("low F whistle", 65, 89, false),
            ("uilleann pipes in B", 59, 83, false),
            ("Highland pipes", 67, 81, false), ("GHB", 67, 81, false), ("fiddle", 55, 83, true),
            ("Northumbrian Smallpipes", 62, 83, false), ("english concertina", 55, 96, true),
        ]) func instrumentsHaveTheirRange(name: String, low: Int, high: Int, isChromatic: Bool) throws
    {
        let pitches = try #require(try plan(["{type: instrument, name: \(name)}"]).allowedPitches)
        #expect(pitches.min() == low && pitches.max() == high)
        #expect((pitches.count == high - low + 1) == isChromatic)
    }

    @Test func aChanterHasNineNotes() throws {
        #expect(
            try plan(["{type: instrument, name: great highland bagpipe}"]).allowedPitches
                == [67, 69, 71, 73, 74, 76, 78, 79, 81])
        // D E F# G A B C C# over two octaves.
        let whistle = try #require(try plan(["{type: instrument, name: tin whistle}"]).allowedPitches)
        #expect(Set(whistle.map { $0 % 12 }) == [2, 4, 6, 7, 9, 11, 0, 1])
    }

    @Test func chromaticNotesCountFromTheMajorScale() throws {
        let raised = try plan(["{type: key, tonic: D, mode: mixolydian, chromatic: ['#4', 7]}"])
        // G sharp is six fifths above D, C sharp five.
        #expect(raised.chromatic?.value == [6, 5] && raised.isDiatonic == nil)
        #expect(try plan(["{type: key, tonic: A, mode: minor, chromatic: G#}"]).chromatic?.value == [5])
        #expect(try plan(["{type: key, tonic: A, chromatic: none}"]).isDiatonic?.value == true)
        #expect(try plan(["{type: key, tonic: A, chromatic: all}"]).chromatic == nil)
        #expect(try plan(["{type: key, tonic: A, diatonic: true}"]).chromatic?.value == [])
    }

    @Test func patternsAreRhythmsInTicks() throws {
        let demand = try #require(
            try plan(["{type: rhythm_pattern, patterns: [1/4 1/8 z1/8 1/12 1/12 1/12], bars: [1, 3]}"]).notes.first)
        let e = Self.eighth
        let third = 2 * e / 3
        #expect(demand.value.bars == .numbers([1, 3]))
        #expect(
            demand.value.rhythms == [
                [
                    .init(onset: 0, duration: 2 * e), .init(onset: 2 * e, duration: e),
                    .init(onset: 4 * e, duration: third), .init(onset: 4 * e + third, duration: third),
                    .init(onset: 4 * e + 2 * third, duration: third),
                ]
            ])
        #expect(try plan(["{type: rhythm_pattern, patterns: 3/8 3/8}"]).notes.first?.value.bars == .all)
    }

    @Test func fixedNotesHavePlaces() throws {
        let notes = try plan([
            "{type: notes, fixed: [{bar: 3, beat: 2, offset: 1/8, note: Bb}, {bar: 8, note: D5}], forbidden: [G#, C4]}"
        ])
        #expect(notes.notes.map(\.value.bars) == [.numbers([3]), .numbers([8])])
        let starts = notes.notes.flatMap(\.value.starts)
        #expect(starts.map(\.positions.lowerBound) == [4 * Self.eighth, 0])
        #expect(starts.map(\.pitches) == [.classes([10]), .midi([74])])
        #expect(starts.map(\.isRequired) == [true, true])
        #expect(!notes.allows(midi: 68) && !notes.allows(midi: 80) && !notes.allows(midi: 60) && notes.allows(midi: 72))
    }

    @Test func chordsLieOnBeats() throws {
        let plan = try plan(
            ["{type: chords, progression: '| D | G Em7 | V7 | % |'}"], .common, key: Key("A dorian"))
        let e = Self.eighth
        #expect(plan.notes.map(\.value.bars) == (1...4).map { .every(length: 4, place: $0) })
        let starts = plan.notes.map { $0.value.starts.map { ($0.positions.lowerBound, $0.pitches) } }
        #expect(starts[0].map(\.0) == [0, 4 * e] && starts[1].map(\.0) == [0, 4 * e])
        #expect(starts[0].map(\.1) == [.classes([2, 6, 9]), .classes([2, 6, 9])])
        #expect(starts[1].map(\.1) == [.classes([7, 11, 2]), .classes([4, 7, 11, 2])])
        // The fifth, the seventh, the second and the fourth degree.
        #expect(starts[3].map(\.1) == [.aboveTonic([7, 11, 2, 5]), .aboveTonic([7, 11, 2, 5])])
        let all = try self.plan(["{type: chords, progression: [D, A7], beats: all}"], Meter(3, 4))
        #expect(all.notes[1].value.starts.map(\.positions.lowerBound) == [0, 2 * e, 4 * e])
        #expect(try self.plan(["{type: chords, progression: D}"], Meter(3, 4)).notes[0].value.starts.count == 1)
    }

    @Test(
        arguments: [
            (
                ["{type: instrument, name: Highland pipes}", "{type: key, tonic: E}"],
                "G# of E major is not among the notes of the Highland pipes; see constraints[0] (jig.yaml:1:1)"
            ),
            (
                ["{type: key, tonic: E}", "{type: instrument, name: Highland pipes}"],
                "G# of E major is not among the notes of the Highland pipes; see constraints[0] (jig.yaml:1:1)"
            ),
            (
                ["{type: range, low: 36, high: 50}", "{type: instrument, name: fiddle}"],
                "no note of the range is among the notes of the fiddle; see constraints[0] (jig.yaml:1:1)"
            ),
            (
                [
                    "{type: instrument, name: Highland pipes}", "{type: instrument, name: viola}",
                    "{type: notes, forbidden: [A, B, C#, D, E, F#, G]}",
                ],
                "the notes of the Highland pipes and the notes other than A, B, C#, D, E, F#, G have none in common; "
                    + "see constraints[0] (jig.yaml:1:1)"
            ),
            (
                ["{type: rhythm_pattern, patterns: [3/8 3/8, 1/4 1/8]}"],
                "'1/4 1/8' lasts 3/8; a bar of 6/8, required by generate.condition.meter, lasts 3/4"
            ),
            (
                ["{type: notes, fixed: [{bar: 2, beat: 3, note: D}]}"],
                "bar 2: a bar of 6/8 has no beat 3; it has 2"
            ),
            (
                ["{type: chords, progression: D A D}"],
                "bar 1: a bar of 6/8 has 2 beats, which 3 chords cannot divide evenly"
            ),
            (
                ["{type: chords, progression: I}"],
                "the Roman numeral 'I' needs a key: set `generate.condition.key`, or put a constraint `key` before this "
                    + "one"
            ),
        ] as [([String], String)]) func contradictionsNameBoth(constraints: [String], message: String)
    {
        let error = #expect(throws: PlanError.self) { try plan(constraints) }
        #expect(error?.message == message)
        #expect(error?.path == "constraints[\(constraints.count - 1)]")
    }

    @Test(
        arguments: [
            (
                "{type: instrument, name: tin wistle}",
                "constraints[0].name: no instrument is called 'tin wistle'; did you mean 'tin whistle'?"
            ),
            (
                "{type: key, tonic: D, mode: mixolydian, chromatic: b7}",
                "constraints[0].chromatic: 'b7' is C, which is in D mixolydian already"
            ),
            (
                "{type: key, tonic: D, diatonic: true, chromatic: '#4'}",
                "constraints[0].chromatic: 'chromatic' cannot be combined with 'diatonic: true'"
            ),
            (
                "{type: key, tonic: D, chromatic: [none, '#4']}",
                "constraints[0].chromatic: 'none' and 'all' stand alone"
            ),
            (
                "{type: key, tonic: D, chromatic: '#8'}",
                "constraints[0].chromatic: expected a list, each item a degree, a note name, none or all such as '#4', 7 "
                    + "or G#, found a list"
            ),
            (
                "{type: rhythm_pattern, patterns: 1/8 x}",
                "constraints[0].patterns: expected a list, each item note lengths of a bar such as '1/4 1/8 1/4 1/8', "
                    + "found a list"
            ),
            ("{type: notes}", "constraints[0].fixed: needs 'fixed' or 'forbidden'"),
            ("{type: notes, fixed: [{beat: 1, note: D}]}", "constraints[0].fixed[0]: 'bar' is missing"),
            (
                "{type: chords, progression: D Hm}",
                "constraints[0].progression: 'Hm' is neither a chord symbol such as Em7 nor a Roman numeral such as V7"
            ),
        ]) func wrongSettingsAreRefused(text: String, message: String)
    {
        let error = #expect(throws: RecipeErrors.self) { try plan([text]) }
        #expect(error?.errors.map { "\($0.path): \($0.message)" } == [message])
    }
}

/// A node from a mapping or list in flow style, without escapes.
func flowNode(_ text: String, line: Int) -> Node {
    let mark = SourceMark(source: SourceFile(name: "jig.yaml", text: ""), line: line, column: 1)
    var rest = text[...]
    func skipSpace() { rest = rest.drop { $0 == " " } }
    func value() -> Node {
        skipSpace()
        switch rest.first {
        case "{":
            rest.removeFirst()
            var entries: [Node.Entry] = []
            while rest.first != "}" {
                skipSpace()
                let key = String(rest.prefix { $0 != ":" })
                rest = rest.dropFirst(key.count + 1)
                entries.append(Node.Entry(key: key, keyMark: mark, value: value()))
                skipSpace()
                if rest.first == "," { rest.removeFirst() }
            }
            rest.removeFirst()
            return Node(.map(entries), at: mark)
        case "[":
            rest.removeFirst()
            var items: [Node] = []
            while rest.first != "]" {
                items.append(value())
                skipSpace()
                if rest.first == "," { rest.removeFirst() }
            }
            rest.removeFirst()
            return Node(.list(items), at: mark)
        case "'":
            let inner = rest.dropFirst().prefix { $0 != "'" }
            rest = rest.dropFirst(inner.count + 2)
            return Node(.scalar(String(inner), isPlain: false), at: mark)
        default:
            let scalar = rest.prefix { !",}]".contains($0) }
            rest = rest.dropFirst(scalar.count)
            return Node(.scalar(String(scalar), isPlain: true), at: mark)
        }
    }
    return value()
}

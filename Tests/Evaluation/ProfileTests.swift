import MuseEvaluation
import MuseMusic
import MuseProtocols
import Testing

/// Jigs in D major, 6/8: the unit of `tune` is an eighth.
private func jig(_ text: String, title: String = "", rhythm: String = "jig", key: Key? = nil) -> Score {
    var score = tune(text, meter: Meter(6, 8), key: key ?? Key(PitchClass(step: 1), .major))
    score.header.rhythm = rhythm
    score.header.titles = title.isEmpty ? [] : [title]
    return score
}

private func check(_ entries: KeyValuePairs<String, String>, _ reference: [Score] = []) throws -> any ProfileCheck {
    let mark = SourceMark(source: SourceFile(name: "p.yaml", text: ""), line: 1, column: 1)
    func value(_ text: String) -> Node {
        guard text.hasPrefix("[") else { return Node(.scalar(text, isPlain: true), at: mark) }
        let items = text.dropFirst().dropLast().split(separator: ",").map { String($0.filter { $0 != " " }) }
        return Node(.list(items.map { Node(.scalar($0, isPlain: true), at: mark) }), at: mark)
    }
    let map = entries.map { Node.Entry(key: $0.key, keyMark: mark, value: value($0.value)) }
    return try Registry<any ProfileCheck>.builtIn.make(Node(.map(map), at: mark), path: "reject[0]")
        .comparing(to: ProfileReference(reference, style: reference))
}

@Suite struct ProfileCheckTests {
    /// Fourteen notes without a repeated step.
    private static let known = jig(
        "D4 E4 F#4 G4 A4 B4 | C#5:2 D5 E5:2 F#5 | A5:3 G5:3 | F#5:6 | D5:6 |]", title: "The Known Tune")

    /// The same steps a fourth higher, from a pickup on.
    @Test func aCopyInAnotherKeyIsPlagiarism() throws {
        let copy = jig(
            "A5 | G4 A4 B4 C5 D5 E5 | F#5:2 G5 A5:2 B5 | C5:6 |]", key: Key(PitchClass(step: 4), .major))
        let rejection = try check(["type": "plagiarism", "notes": "10", "passage": "10"], [Self.known]).rejection(
            of: copy)
        // Ten notes in a row of twelve: the pickup and the last note are not shared.
        #expect(
            rejection
                == Rejection(
                    "shares 83 % of its notes with 'The Known Tune', 10 of them in one passage (there from bar 1 on)",
                    bar: 1))
        #expect(
            try check(["type": "plagiarism", "notes": "11", "share": "0.84", "passage": "10"], [Self.known]).rejection(
                of: copy) == nil)
        #expect(
            try check(["type": "plagiarism", "notes": "11", "share": "0.83", "passage": "10"], [Self.known]).rejection(
                of: copy) != nil)
    }

    @Test func aTuneIsNotComparedWithItself() throws {
        let plagiarism = try check(["type": "plagiarism", "notes": "10"], [Self.known])
        #expect(plagiarism.rejection(of: Self.known) == nil)
        var renamed = Self.known
        renamed.header.titles = ["Another Title"]
        #expect(plagiarism.rejection(of: renamed) != nil)
        let twice = try check(["type": "plagiarism", "notes": "10"], [Self.known, renamed])
        #expect(twice.rejection(of: Self.known)?.reason.contains("'Another Title'") == true)
    }

    /// Seven steps, one that differs, seven steps: a passage of 16 notes.
    @Test func passagesWithAShortGapAreOne() throws {
        let reference = jig("D4 E4 G4 A4 C5 D5 | F5 G5 A5 G5 E5 D5 | C5 A4 F#4 D4 D4 D4 |]")
        let changed = jig("D4 E4 G4 A4 C5 D5 | F5 G5 B5 G5 E5 D5 | C5 A4 F#4 D4 A5 A5 |]")
        let rejection = try check(["type": "plagiarism", "notes": "16", "share": "1"], [reference]).rejection(
            of: changed)
        #expect(rejection?.reason.contains("16 of them in one passage") == true, "\(rejection.debugDescription)")
        #expect(
            try check(["type": "plagiarism", "notes": "17", "share": "1"], [reference]).rejection(of: changed) == nil)
        // Six steps are the shortest run.
        let short = jig("A5:6 | D4 E4 G4 A4 C5 D5 | A5:6 |]")
        #expect(
            try check(["type": "plagiarism", "notes": "7", "share": "0.01"], [reference]).rejection(of: short) == nil)
    }

    @Test func meterAndBarsAreCheckedBeforeTheRhythm() throws {
        let rhythm = try check(["type": "rhythm", "meters": "[6/8]"], [jig("A4 A4 A4 A4 A4 A4 |]")])
        #expect(
            rhythm.rejection(of: tune("A4:8 |]")) == Rejection("the meter is 4/4, expected 6/8", bar: 1))
        #expect(rhythm.rejection(of: jig("A4:3 A4:2 A4 | A4:5 | A4:6 |]")) == Rejection("the bar is too short", bar: 2))
        #expect(rhythm.rejection(of: jig("A4 | A4:7 | A4:6 |]")) == Rejection("the bar is too long", bar: 1))
        #expect(rhythm.rejection(of: tune("A4:8 |]", meter: nil)) == Rejection("has no meter"))
        let any = try check(["type": "rhythm"])
        #expect(any.rejection(of: tune("A4:8 |]")) == nil)
    }

    /// All cells of the reference are three eighths; one tune of two has a bar without.
    @Test func rhythmsThatTheReferenceHardlyHasAreRejected() throws {
        let eighths = "A4 A4 A4 B4 B4 B4"
        let reference = [jig("\(eighths) | \(eighths) |]"), jig("\(eighths) | A4:3 B4:3 |]")]
        // 6 of 8 cells are eighths. Overlaps of the two: 0.75 and 0.75; of a tune with half of them 0.5 + 0.25.
        let rhythm = try check(["type": "rhythm", "tail": "0"], reference)
        #expect(rhythm.rejection(of: jig("A4 A4 A4 B4:3 |]")) == nil)
        #expect(
            rhythm.rejection(of: jig("\(eighths) | A4:2 A4 A4:2 A4 | A4 A4 A4 A4:2 A4 |]"))
                == Rejection(
                    "its rhythms overlap by 50.0 % with those of the reference, whose tunes reach 75.0 %", bar: 2))
    }

    @Test func theRangeMayBeReachedInAnotherKey() throws {
        let range = try check(["type": "range", "low": "D4", "high": "D5"])
        #expect(range.rejection(of: jig("D4:3 D5:3 |]")) == nil)
        #expect(
            range.rejection(of: jig("D4:6 | E4:3 E5:3 |]")) == Rejection("E5 is not between D4 and D5", bar: 2))
        let span = try check(["type": "range", "low": "D4", "high": "D5", "transpose": "true"])
        #expect(span.rejection(of: jig("D4:6 | E4:3 D5:3 |]", key: nil)) == nil)
        #expect(span.rejection(of: jig("E6:3 E5:3 |]")) == nil)
        #expect(
            span.rejection(of: jig("D4:6 | E4:3 E5:3 |]"))
                == Rejection("D4 to E5 are 14 semitones, at most 12 fit", bar: 2))
        #expect(span.rejection(of: Score()) == Rejection("has no notes"))
    }

    @Test func theModeMustBeKnownAndHeard() throws {
        let mode = try check(["type": "mode", "modes": "[major, dorian]"])
        // The second section, and a second ending, end on the fifth and on the third of D major.
        #expect(mode.rejection(of: jig("|: A4:6 | E4:6 :| |: D4:6 | A4:6 :|")) == nil)
        #expect(mode.rejection(of: jig("|: A4:6 |1 E4:6 :|2 F#4:6 |]")) == nil)
        let end = "no section ends on a note of the tonic chord of D "
        #expect(mode.rejection(of: jig("|: A4:6 | E4:6 :| |: D4:6 | G4:6 :|")) == Rejection("\(end)major", bar: 4))
        let dorian = Key(PitchClass(step: 1), .dorian)
        #expect(mode.rejection(of: jig("D4:6 | F#4:6 |]", key: dorian)) == Rejection("\(end)dorian", bar: 2))
        #expect(mode.rejection(of: jig("D4:6 | F4:6 |]", key: dorian)) == nil)
        let lydian = jig("D4:6 |]", key: Key(PitchClass(step: 1), .lydian))
        #expect(mode.rejection(of: lydian) == Rejection("the key is D lydian, expected major, dorian", bar: 1))
        #expect(mode.rejection(of: tune("D4:8 |]", key: nil)) == Rejection("has no key"))
    }

    /// Two sixths of the time of the reference's tune with fewer; one of the tune's.
    @Test func theTonicChordIsAsFrequentAsInTheReference() throws {
        let mode = try check(["type": "mode"], [jig("D4:6 |]"), jig("D4 E4 G4 B4 E4 D4 |]")])
        #expect(mode.rejection(of: jig("E4 A4 G4 B4 E4 D4 |]")) == nil)
        #expect(
            mode.rejection(of: jig("E4 G4 G4 B4 E4 D4 |]"))
                == Rejection(
                    "the tonic chord of D major has 16.7 % of the time; the reference's tunes have at least 33.3 %"))
    }

    /// One of six notes of the reference is outside the key; then more are too many.
    @Test func accidentalsAreComparedWithTheReference() throws {
        let accidentals = try check(["type": "accidentals"], [jig("D4 E4 F4 G4 A4 B4 |]"), jig("D4:6 |]")])
        #expect(accidentals.rejection(of: jig("D4 E4 F4 G4 A4 B4 |]")) == nil)
        #expect(
            accidentals.rejection(of: jig("D4:6 | D4 E4 F4 |]"))
                == Rejection(
                    "1 of 4 notes are outside the key, 25.0 %; the reference's tunes have at most 16.7 %", bar: 2))
    }
}

@Suite struct ProfileTests {
    private func profile(_ sections: [Node.Entry], mark: SourceMark) throws -> Profile {
        try Profile(Node(.map(sections), at: mark), name: "test")
    }

    private static let mark = SourceMark(source: SourceFile(name: "p.yaml", text: ""), line: 1, column: 1)

    private static func entry(_ key: String, _ content: Node.Content) -> Node.Entry {
        Node.Entry(key: key, keyMark: mark, value: Node(content, at: mark))
    }

    private static func text(_ text: String) -> Node.Content { .scalar(text, isPlain: true) }

    private var profile: Profile {
        get throws {
            try Profile(
                Node(
                    .map([
                        Self.entry("profile", Self.text("1")), Self.entry("title", Self.text("jigs")),
                        Self.entry("draw", Self.text("2")),
                        Self.entry(
                            "reject",
                            .list(
                                ["rhythm", "mode"].map { Node(Self.text($0), at: Self.mark) })),
                    ]), at: Self.mark), name: "test")
        }
    }

    private static let bar = "D4 E4 F#4 G4 A4 B4"
    private static let other = "B4 A4 G4 F#4 E4 D4"

    /// Eight bars, of which the second four repeat the first.
    private static let part = "|: \(bar) | \(other) | \(bar) | D4:6 | \(bar) | \(other) | \(bar) | D4:6 :|"

    @Test func tunesAreRejectedForTheFirstReason() throws {
        let good = jig(Self.part)
        // Wrong bars and no tonic: the rhythm comes first. The last tune has the rhythm, but no tonic.
        let short = jig("|: A4:6 | A4:5 | A4:6 :|")
        let open = jig(Self.part.replacing("D4:6", with: "G4:6"))
        let result = try ProfileResult(
            profile, [good, short, open], against: ProfileReference([good], style: [good]),
            random: RandomSource(seed: 1))
        #expect(result.verdicts.map { $0.rejection?.check } == [nil, "rhythm", "mode"])
        #expect(result.acceptedCount == 1 && result.knownCount == 1 && result.styleCount == 1)
        #expect(result.rejectedCounts.map(\.count) == [1, 1])
        // The four bars return exactly.
        #expect(try #require(result.verdicts[0].structure) > 1 - 1e-9 && result.verdicts[0].grade == 5)
        // Three bars are no part of eight.
        #expect(result.verdicts[1].structure == nil && result.verdicts[1].grade == 1)
        #expect(result.drawn.count == 2 && Set(result.drawn).count == 2)
    }

    @Test func theDrawDependsOnTheSeedOnly() throws {
        let tunes = Array(repeating: jig(Self.part), count: 50)
        let reference = ProfileReference([tunes[0]], style: [tunes[0]])
        func draw(_ seed: UInt64) throws -> [Int] {
            try ProfileResult(profile, tunes, against: reference, random: RandomSource(seed: seed)).drawn
        }
        #expect(try draw(1) == draw(1))
        #expect(try draw(1) != draw(2))
        // Each tune is drawn with probability 2/50: in 1000 draws 40 times, with a standard deviation of 6.2.
        var counts = [Int](repeating: 0, count: 50)
        for seed in 0..<1000 { for tune in try draw(UInt64(seed)) { counts[tune] += 1 } }
        #expect(counts.allSatisfy { (10...70).contains($0) }, "\(counts)")
    }

    /// A part of eight bars with the pitches +1, -1, +1, -1 … a bar each: r(2) = 1; with +1, +1, -1, -1: r(2) = -1 and
    /// r(4) = 1; with four bars of each, r(2) = 0 and r(4) = -1; with one bar of eight higher, by hand.
    @Test(
        arguments: [
            ([0, 1, 0, 1, 0, 1, 0, 1], 1.0), ([1, 1, 0, 0, 1, 1, 0, 0], 1), ([1, 1, 1, 1, 0, 0, 0, 0], 0),
            // Mean 1/8: Σ x² = 7/8, Σ x(t) x(t + L) = 2 · (7/8) · (-1/8) + 6 / 64 = -8/64.
            ([1, 0, 0, 0, 0, 0, 0, 0], -1.0 / 7), ([0, 0, 0, 0, 0, 0, 0, 0], 0),
        ] as [([Int], Double)])
    func structureIsTheCircularAutocorrelationOfParts(pitches: [Int], value: Double) throws {
        let text = "|: " + pitches.map { $0 == 1 ? "E4:6" : "D4:6" }.joined(separator: " | ") + " :|"
        let result = try ProfileResult(
            profile, [jig(text)], against: ProfileReference([], style: []), random: RandomSource(seed: 1))
        #expect(try abs(#require(result.verdicts[0].structure) - value) < 1e-9)
    }

    /// A repeated section of four bars is played as eight, which return after four.
    @Test func aShortSectionCountsTwiceIfItIsRepeated() throws {
        let line = "D4:6 | E4:6 | F#4:6 | G4:6"
        let result = try ProfileResult(
            profile, [jig("|: \(line) :|"), jig("\(line) |]")], against: ProfileReference([], style: []),
            random: RandomSource(seed: 1))
        #expect(try abs(#require(result.verdicts[0].structure) - 1) < 1e-9)
        #expect(result.verdicts[1].structure == nil)
    }

    @Test func builtInProfilesAreNamed() {
        #expect(BuiltInProfiles.all.map(\.name) == ["aimgc-jig-2020", "aimgc-reel-2022"])
    }
}

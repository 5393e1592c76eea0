import MuseMusic
import MuseProtocols
import MuseSamplers
import Testing

@Suite struct ConstraintTests {
    @Test func barsSetARange() throws {
        #expect(try plan(["type": "bars", "count": "16"]).bars?.value == 16...16)
        #expect(try plan(["type": "bars", "min": "8", "max": "24"]).bars?.value == 8...24)
        #expect(try plan(["type": "bars", "max": "24"]).bars?.value == 1...24)
        let both = try plan(["type": "bars", "min": "8"], ["type": "bars", "max": "24"])
        #expect(both.bars?.value == 8...24 && both.bars?.path == "constraints[1]")
    }

    @Test func aFormSetsSectionsAndTheirSum() throws {
        let form = try plan(["type": "form", "sections": "[8, 12]"])
        #expect(form.sections?.value == [.init(bars: 8, repeats: .either), .init(bars: 12, repeats: .either)])
        #expect(form.bars?.value == 20...20)
        let endings = try plan(["type": "form", "sections": "[8]", "repeats": "endings"])
        #expect(endings.sections?.value == [.init(bars: 8, repeats: .endings)])
        let both = try plan(
            ["type": "form", "sections": "[8]", "repeats": "signs"], ["type": "form", "sections": "[8]"],
            ["type": "bars", "max": "8"])
        #expect(both.sections?.value == [.init(bars: 8, repeats: .signs)] && both.bars?.value == 8...8)
    }

    @Test func aKeySetsTonicModeAndScale() throws {
        let dorian = try plan(["type": "key", "tonic": "E", "mode": "dorian"])
        #expect(dorian.key?.value == Key(PitchClass(step: 2), .dorian) && dorian.isDiatonic == nil)
        let flat = try plan(["type": "key", "tonic": "Bb", "diatonic": "true"], ["type": "key", "tonic": "Bb"])
        #expect(flat.key?.value == Key(PitchClass(step: 6, alter: -1), .major) && flat.isDiatonic?.value == true)
    }

    @Test func aRangeTakesNamesAndNumbers() throws {
        #expect(try plan(["type": "range"]).range?.value == 55...83)
        #expect(try plan(["type": "range", "low": "F#4", "high": "Bb5"]).range?.value == 66...82)
        #expect(try plan(["type": "range", "low": "0", "high": "127"]).range?.value == 0...127)
        #expect(try plan(["type": "range", "low": "c-1", "high": "G9"]).range?.value == 0...127)
        let both = try plan(["type": "range", "low": "60"], ["type": "range", "high": "C5"])
        #expect(both.range?.value == 60...72)
    }

    @Test func allowedMarksAreTheUnionOfAllConstraints() throws {
        #expect(try plan(["type": "bars", "count": "16"]).allowedMarks == nil)
        let both = try plan(
            ["type": "marks", "allow": "navigation"], ["type": "marks", "allow": "[spans, unusual_chords]"])
        #expect(both.allowedMarks?.value == [.navigation, .spans, .unusualChords])
        #expect(both.allowedMarks?.path == "constraints[1]")
    }

    @Test(
        arguments: [
            (
                [["type": "bars", "count": "16"], ["type": "bars", "min": "20"]],
                "asks for at least 20 bars, but constraints[0] (jig.yaml:1:3) asks for 16 bars"
            ),
            (
                [["type": "form", "sections": "[8, 8]"], ["type": "bars", "max": "12"]],
                "asks for at most 12 bars, but constraints[0] (jig.yaml:1:3) asks for 16 bars"
            ),
            (
                [["type": "bars", "min": "2", "max": "12"], ["type": "form", "sections": "[8, 8]"]],
                "asks for 16 bars, but constraints[0] (jig.yaml:1:3) asks for 2 to 12 bars"
            ),
            (
                [["type": "form", "sections": "[8, 8]"], ["type": "form", "sections": "[16]"]],
                "asks for sections of 16 bars, but constraints[0] (jig.yaml:1:3) asks for sections of 8 + 8 bars"
            ),
            (
                [
                    ["type": "form", "sections": "[8]", "repeats": "signs"],
                    ["type": "form", "sections": "[8]", "repeats": "none"],
                ],
                "asks for repeats: none, but constraints[0] (jig.yaml:1:3) asks for signs"
            ),
            (
                [["type": "key", "tonic": "D"], ["type": "key", "tonic": "D", "mode": "dorian"]],
                "asks for D dorian, but constraints[0] (jig.yaml:1:3) asks for D major"
            ),
            (
                [["type": "range", "high": "C4"], ["type": "range", "low": "C#4"]],
                "asks for notes from C#4 to B5, but constraints[0] (jig.yaml:1:3) asks for notes from G3 to C4"
            ),
            (
                [["type": "range", "low": "C#4", "high": "61"], ["type": "key", "tonic": "C", "diatonic": "true"]],
                "no note of C major, required by constraints[1] (jig.yaml:2:3), "
                    + "is within the range required by constraints[0] (jig.yaml:1:3)"
            ),
        ] as [([KeyValuePairs<String, String>], String)])
    func whatCannotBeMetIsRefused(constraints: [KeyValuePairs<String, String>], message: String) {
        let error = #expect(throws: PlanError.self) { try plan(constraints) }
        #expect(error?.message == message)
        #expect(error?.path == "constraints[1]" && error?.mark?.line == 2)
    }

    @Test(
        arguments: [
            (["type": "bars"], "constraints[0]: 'count' is missing"),
            (
                ["type": "bars", "count": "0"],
                "constraints[0].count: expected a whole number from 1 to 1024, found '0'"
            ),
            (["type": "bars", "count": "8", "min": "2"], "constraints[0].min: 'min' cannot be combined with 'count'"),
            (["type": "bars", "min": "9", "max": "8"], "constraints[0].max: 'max', 8, is less than 'min', 9"),
            (["type": "form"], "constraints[0]: 'sections' is missing"),
            (["type": "form", "sections": "[]"], "constraints[0].sections: a tune has at least one section"),
            (
                ["type": "form", "sections": "[256, 256, 256, 256, 1]"],
                "constraints[0].sections: the sections have more than 1024 bars in total"
            ),
            (
                ["type": "key", "tonic": "H"],
                "constraints[0].tonic: expected a note name such as D, F# or Bb, found 'H'"
            ),
            (
                ["type": "key", "tonic": "D", "mode": "dorain"],
                "constraints[0].mode: no choice is called 'dorain'; did you mean 'dorian'?"
            ),
            (
                ["type": "key", "tonic": "G#"],
                "constraints[0].tonic: G# major would need 8 sharps; a signature has at most 7"
            ),
            (
                ["type": "range", "low": "A5", "high": "A4"],
                "constraints[0].high: the highest note, A4, is below the lowest, A5"
            ),
            (
                ["type": "range", "low": "128"],
                "constraints[0].low: expected a pitch such as G3, Bb5 or 67, found '128'"
            ),
            (["type": "range", "low": "G"], "constraints[0].low: expected a pitch such as G3, Bb5 or 67, found 'G'"),
            (["type": "range", "low": "A9"], "constraints[0].low: expected a pitch such as G3, Bb5 or 67, found 'A9'"),
            (
                ["type": "range", "low": "C99999999999999999999"],
                "constraints[0].low: expected a pitch such as G3, Bb5 or 67, found 'C99999999999999999999'"
            ),
        ] as [(KeyValuePairs<String, String>, String)])
    func wrongSettingsAreRefused(settings: KeyValuePairs<String, String>, message: String) {
        let error = #expect(throws: RecipeErrors.self) { try plan(settings) }
        #expect(error?.errors.map { "\($0.path): \($0.message)" } == [message])
    }

    private func plan(_ constraints: KeyValuePairs<String, String>...) throws -> Plan { try plan(constraints) }

    private func plan(_ constraints: [KeyValuePairs<String, String>]) throws -> Plan {
        var plan = Plan()
        for (i, settings) in constraints.enumerated() {
            let constraint = try Registry<any Constraint>.builtIn.make(
                node(settings, line: i + 1), path: "constraints[\(i)]")
            try constraint.constrain(&plan)
        }
        return plan
    }
}

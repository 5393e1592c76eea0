import Foundation
import MuseKit
import MuseProtocols
import MuseRecipe
import Testing

/// Mistakes in grammars, each with its message and place.
@Suite struct WrongGrammarTests {
    private static let generatorLine = 4

    @Test(arguments: [
        (
            "rhythms: [1 1 1, 2 1 1]", 48, "generator.rhythms",
            "the rhythm '2 1 1' lasts 4 eighths, a beat of 6/8 has 3"
        ),
        (
            "rhythms: {1 1 1: 2, 1 x: 1}", 51, "generator.rhythms",
            "expected lengths of notes in eighths such as 2 1 or 3/2 1/2 1, found '1 x'"
        ),
        ("rhythms: {1 1 1: 0}", 48, "generator.rhythms.1 1 1", "expected a number from 0.001 to 1000000, found '0'"),
        (
            "phrases: {a: {chords: I | H}}", 53, "generator.phrases.a.chords",
            "expected chords in Roman numerals, with | between bars such as I | IV V, found 'I | H'"
        ),
        (
            "phrases: {a: {chords: I IV V}}", 53, "generator.phrases.a.chords",
            "'I IV V' are 3 chords in a bar of 2 beats"
        ),
        (
            "phrases: {a: {chords: [I | V, I]}}", 61, "generator.phrases.a.chords",
            "alternatives must have the same number of bars; found 2 and 1"
        ),
        (
            "keys: A dorian, phrases: {a: {chords: I | IV}}", 69, "generator.phrases.a.chords",
            "'I' is a major chord, but the third of A dorian is minor"
        ),
        (
            "sections: {A: abxc}", 45, "generator.sections.A",
            "no phrase is called 'x'; known: a, b, c, d, e; add it to `phrases`"
        ),
        ("sections: {A: ''}", 45, "generator.sections.A", "expected letters of phrases such as abac, found nothing"),
        ("form: AABC", 37, "generator.form", "section C has no phrases; add it to `sections`"),
        ("sections: {C: abac}", 42, "generator.sections.C", "section C is not in the form AABB"),
        ("phrases: {f: {close: full}}", 41, "generator.phrases.f", "phrase f is in no section"),
        (
            "phrases: {a: {contour: archy}}", 54, "generator.phrases.a.contour",
            "no choice is called 'archy'; did you mean 'arch'?"
        ),
        ("phrases: {a: {motif: q}}", 52, "generator.phrases.a.motif", "no phrase is called 'q'"),
        ("figures: {runn: 2}", 41, "generator.figures", "no choice is called 'runn'; did you mean 'run'?"),
        (
            "meter: 4/4", 38, "generator.meter",
            "the rhythm '1 1 1' of a jig lasts 3 eighths, a beat of 4/4 has 4; set `rhythms` too"
        ),
        (
            "pickup: 2 1", 39, "generator.pickup",
            "a pickup of 3 eighths shortens the last note of a section, which has 3, to less than an eighth; use longer "
                + "notes in `closes.full`"
        ),
        (
            "second_voice: {species: first}", 12, "generator",
            "these tokens have one part, and the grammar a second voice"
        ),
        ("low: B5, high: D4", 46, "generator.high", "the highest note, D4, is below the lowest, B5"),
        ("climax: z", 39, "generator.climax", "expected the letter of a phrase of the form, found 'z'"),
    ]) func isReportedWithItsPlace(settings: String, column: Int, path: String, message: String) throws {
        let work = try Workplace(ruleRecipe(settings))
        let errors = #expect(throws: RecipeErrors.self) { try work.recipe(work.muse()) }
        let found = errors?.errors.map { "\($0.mark?.line ?? 0):\($0.mark?.column ?? 0) \($0.path): \($0.message)" }
        // Wrong phrases of a form have further consequences; the first message is the cause.
        #expect(found?.contains("\(Self.generatorLine):\(column) \(path): \(message)") == true, "\(found ?? [])")
    }

    @Test(arguments: [
        (
            "generate: {count: 1, condition: {meter: 4/4}}", "", "generator",
            "'generate.condition.meter' demands 4/4, and this grammar has 6/8"
        ),
        (
            "generate: {count: 1, condition: {rhythm: reel}}", "", "generator",
            "'generate.condition.rhythm' demands the rhythm reel, and this grammar is for a jig"
        ),
        (
            "generate: {harmonize: given.abc}", "", "generate.harmonize",
            "a model of 'rule_based' learns no chords; a generator {type: hmm, chords: true} harmonises"
        ),
        (
            "constraints: [{type: form, sections: [4, 4]}]", "form: AB", "generator.form",
            "has no effect: 'constraints[0]' demands the sections"
        ),
        (
            "constraints: [{type: key, tonic: D, mode: major}]", "keys: [D, G]", "generator.keys",
            "has no effect: 'constraints[0]' demands D major"
        ),
        (
            "constraints: [{type: bars, max: 7}]", "form: AB", "generator.form", "has 16 bars, outside 'constraints[0]'"
        ),
    ]) func contradictionsAreRefused(rest: String, settings: String, path: String, message: String) throws {
        let work = try Workplace(
            """
            muse: 1
            tokenizer: abc
            generator: {type: rule_based\(settings.isEmpty ? "" : ", ")\(settings)}
            \(rest)
            export: [{type: abc}]
            """)
        try work.write("given.abc", tunebook.components(separatedBy: "\n\n")[0] + "\n")
        let errors = #expect(throws: RecipeErrors.self) { try work.recipe(work.muse()) }
        let found = errors?.errors.map { "\($0.path): \($0.message)" } ?? []
        #expect(found.contains { $0.hasPrefix("\(path)") && $0.contains(message) }, "\(found)")
    }
}

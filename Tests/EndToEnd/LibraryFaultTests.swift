import Foundation
import Testing

/// Libraries of all kinds with invalid answers, made by changing the templates in C. `plugins test` names each fault.
@Suite struct LibraryFaultTests {
    @Test(
        arguments: [
            (
                "rule", "*satisfaction = *value;", "*value = strtod(\"nan\", NULL), *satisfaction = 0;",
                "'mine' returned the value nan and a satisfaction of 0.0"
            ),
            ("rule", "return MUSE_DONE;", "return 7;", "'mine' failed in 'rule/measure'"),
            (
                "rule", "return MUSE_DONE;", "return muse_cannot(error, \"is too long\");",
                "'mine' failed in 'rule/measure': is too long"
            ),
            (
                "exporter", "return MUSE_DONE;", "return muse_cannot(error, \"is too long\");",
                "'mine' failed in 'exporter/write': is too long"
            ),
            (
                "constraint", "muse_put_text(put, to, constraints);", "muse_put_text(put, to, \"[{\");",
                "'mine' returned constraints that are not JSON"
            ),
            ("tokenizer", "return all;", "return NULL;", "'mine' returned 46 tokens at NULL"),
            (
                "tokenizer", "{\"end\", MUSE_TOKEN_END}", "{\"end\", MUSE_TOKEN_END}, {\"other\", MUSE_TOKEN_END}",
                "'mine' returned 2 tokens of kind MUSE_TOKEN_END, expected 1"
            ),
            ("tokenizer", "OCTAVE(\"4\")", "{\"x\", 99}", "'mine' returned a token of kind 99, expected 0 to 7"),
            (
                "tokenizer", "(muse_edge){state, ", "(muse_edge){state - 1, ",
                "'mine' returned an automaton with a state -1, expected 0 to 1048575"
            ),
            ("tokenizer", "if (has_memory) put(to, &automaton);", "put(to, NULL);", "'mine' returned no automaton"),
            (
                "generator", "float *rows = realloc", "return muse_cannot(error, \"no\"); float *rows = realloc",
                "'mine' failed in 'generator/load': no"
            ),
            (
                "generator", "{MUSE_MODEL, &model}", "{\"another\", &model}",
                "'mine' has neither the extension of its kind with 'generator/fit' nor muse.calls/1"
            ),
        ] as [(String, String, String, String)])
    func invalidAnswersAreNamed(kind: String, part: String, change: String, message: String) throws {
        let folder = try Folder.withRecipe()
        try create(kind, part, change, in: folder)
        let tested = try folder.muse("plugins", "test", "mine")
        #expect(tested.code == 65 && tested.errors.contains(message), "\(tested.errors)")
    }

    @Test(
        arguments: [
            (".part = 2000", "a note or rest in part 2000, expected 0 to 1023"),
            (".part = -1", "a note or rest in part -1, expected 0 to 1023"),
            (".pitch = 200", "a note of pitch 200, expected 0 to 127"),
            (".spelling = 3", "a note of pitch 60 with the spelling 3, which does not fit it"),
        ])
    func invalidNotesAreNamed(member: String, message: String) throws {
        let folder = try Folder.withRecipe()
        let duration = "notes[note_count].duration = QUARTER;"
        try create("importer", duration, "\(duration) notes[note_count]\(member);", in: folder)
        #expect(try folder.muse("plugins", "test", "mine").code == 0)
        try folder.write("some.notes", "One: C4\n")
        let run = try folder.shell("MUSE_PLUGIN_PATH=mine \"$MUSE\" convert some.notes some.abc")
        #expect(run.code == 65 && run.errors.contains("'mine' returned \(message)"), "\(run.errors)")
    }

    @Test func anUnknownModeIsNamed() throws {
        let folder = try Folder.withRecipe()
        try create("importer", ".mode = MUSE_MAJOR", ".mode = 99", in: folder)
        let tested = try folder.muse("plugins", "test", "mine")
        #expect(
            tested.code == 65 && tested.errors.contains("'mine' returned a key with the tonic 0 and the mode 99"),
            "\(tested.errors)")
    }

    /// Creates the plug-in `mine` from a template in C with a change.
    private func create(_ kind: String, _ part: String, _ change: String, in folder: Folder) throws {
        let made = try folder.muse("plugins", "new", "mine", "--kind", kind, "--language", "c")
        #expect(made.code == 0, "\(made.errors)")
        let code = try folder.text("mine/mine.c")
        #expect(code.contains(part))
        // The cases would fail too.
        _ = try folder.shell("rm mine/tests.yaml")
        try folder.write("mine/mine.c", code.replacingOccurrences(of: part, with: change))
    }
}

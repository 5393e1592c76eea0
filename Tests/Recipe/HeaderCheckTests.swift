import MuseCorpus
import MuseProtocols
import MuseRecipe
import Testing

/// Checks of filters and conditions against the headers of the corpus.
@Suite struct HeaderCheckTests {
    /// 7 jigs in 6/8, of which 6 are in D; 3 slip jigs in 9/8; 2 reels.
    private static let book =
        String(repeating: "Jigs; 6/8; D\n", count: 6) + "double jig; 6/8; G\n"
        + String(repeating: "slip jig; 9/8; D\n", count: 3) + String(repeating: "reel; C|; Em\n", count: 2)

    private func recipe(_ corpus: String, _ rest: String = "") -> String {
        "corpus: {files: book.txt\(corpus)}\ntokenizer: grid\ngenerator: chain\nexport: book\n\(rest)\n"
    }

    private func complaint(_ corpus: String) throws -> String {
        try RecipeFolder(["book.txt": Self.book]).complaint(about: recipe(corpus))
    }

    private func warnings(_ corpus: String, _ condition: String) throws -> [String] {
        try RecipeFolder(["book.txt": Self.book]).recipe(recipe(corpus, "generate: {condition: {\(condition)}}"))
            .warnings.map(\.message)
    }

    @Test func aKindThatTheCorpusLacksIsRefusedWithTheKindsThereAre() throws {
        #expect(
            try complaint(", where: {rhythm: mazurka}") == """
                jig.yaml:1:43: error: corpus.where.rhythm: none of 12 tunes has the rhythm 'mazurka'; there are jig (7), slip jig (3), reel (2)
                  corpus: {files: book.txt, where: {rhythm: mazurka}}
                                                            ^
                """)
    }

    @Test func aMisspeltKindIsRefusedWithTheNearestName() throws {
        #expect(
            try complaint(", where: {rhythm: slip jigg}").hasPrefix(
                "jig.yaml:1:43: error: corpus.where.rhythm: none of 12 tunes has the rhythm 'slip jigg'; did you mean 'slip jig'?\n"
            ))
    }

    @Test func theFilterThatLeavesNothingIsToBlame() throws {
        #expect(
            try complaint(", where: {rhythm: [jig, reel], meter: 9/8}").hasPrefix(
                "jig.yaml:1:63: error: corpus.where.meter: none of 9 tunes has the meter '9/8'; there are 6/8 (7), 2/2 (2)\n"
            ))
    }

    @Test func filtersThatLeaveSomethingAreRight() throws {
        #expect(try complaint(", where: {rhythm: Hop Jigs, meter: 9/8, mode: maj, key: D}") == "")
    }

    @Test func aConditionThatFewTunesMeetIsWarnedOf() throws {
        #expect(
            try warnings("", "rhythm: reel, meter: 4/4, key: D") == [
                "generate.condition.rhythm: only 2 of the 12 corpus tunes have the rhythm reel",
                "generate.condition.meter: none of the 12 corpus tunes has the meter 4/4",
            ])
        // Seven tunes are enough.
        #expect(try warnings("", "rhythm: jig, meter: 6/8") == [])
        // All tunes of the corpus match, though there are few.
        #expect(try warnings(", where: {rhythm: slip jig}", "rhythm: slip jig, meter: 9/8") == [])
    }

    @Test func aCorpusInOtherKeysIsNotAskedForItsOwn() throws {
        #expect(
            try warnings("", "key: G") == [
                "generate.condition.key: only 1 of the 12 corpus tunes has the key G major"
            ])
        #expect(try warnings(", transpose: tonic", "key: G") == [])
    }

    @Test func withoutHeadersNothingIsChecked() throws {
        let folder = try RecipeFolder(["book.txt": Self.book])
        let text = recipe(", where: {rhythm: mazurka}").replacing("book.txt", with: "[book.txt, tunes.abc]")
        #expect(try folder.complaint(about: text) == "")
    }

    @Test func whatTheCheckHasReadNeedNotBeReadAgain() throws {
        let folder = try RecipeFolder(["book.txt": Self.book])
        let recipe = try folder.recipe(recipe(", where: {rhythm: reel}"))
        try folder.write("book.txt", "")
        #expect(try recipe.corpusFiles.bytes(recipe.corpus.files[0]) == Array(Self.book.utf8))
    }
}

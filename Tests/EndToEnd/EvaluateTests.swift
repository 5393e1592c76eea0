import Foundation
import Testing

@Suite struct EvaluateTests {
    static let book = """
        X:1
        T:Over the Hill
        R:jig
        M:6/8
        L:1/8
        K:D
        |: DEF AFD | GFG BGE | FAd fdA | Bcd edc | DEF AFD | GFG BGE | FAd edc | d3 d3 :|

        X:2
        T:Down the Lane
        R:jig
        M:6/8
        L:1/8
        K:G
        |: GAB dBG | cBc ecA | Bdg bgd | efg agf | GAB dBG | cBc ecA | Bdg agf | g3 g3 :|

        """

    @Test func filesAreComparedWithAReference() throws {
        let folder = try Folder(["a.abc": Self.book, "b.abc": Self.book])
        let run = try folder.muse("evaluate", "a.abc", "--against", "b.abc")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.lines.contains { $0.hasPrefix("tunes ") && $0.hasSuffix("2, of 88 notes") }, "\(run.lines)")
        // The second tune is the first, a fourth higher.
        #expect(run.lines.contains { $0.hasPrefix("distinct ") && $0.hasSuffix("1 of 2, 50.0 %") })
        #expect(run.lines.contains { $0.hasPrefix("valid bars ") && $0.hasSuffix("16 of 16, 100.0 %") })
        #expect(
            run.output.contains("median 44.0 notes; maximum 44, 'Over the Hill' and 'Over the Hill'"), "\(run.output)")
        #expect(run.lines.contains { $0.hasPrefix("in_key ") && $0.contains(" 1.0 ") })
        #expect(run.lines.contains { $0.hasPrefix("pitch_range ") })
    }

    @Test func jsonHasTheSameResults() throws {
        let folder = try Folder(["a.abc": Self.book])
        let run = try folder.muse("evaluate", "a.abc", "--json")
        #expect(run.code == 0 && run.lines.count == 1, "\(run.errors)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        #expect(object["tunes"] as? Int == 2 && object["bars"] as? Int == 16 && object["right_bars"] as? Int == 16)
        let rules = try #require(object["rules"] as? [String: [String: Any]])
        #expect(rules["ends_on_tonic"]?["value"] as? Double == 1)
        #expect(object["novelty"] == nil)
    }

    @Test func aRecipesTunesAreComparedWithItsDemands() throws {
        let folder = try Folder.withRecipe()
        let run = try folder.muse("evaluate", "jig.yaml", "--quiet")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.errors == "")
        #expect(run.lines.contains { $0.hasPrefix("demand ") }, "\(run.output)")
        #expect(run.output == (try folder.muse("evaluate", "jig.yaml", "--quiet")).output)
        let files = try folder.files()
        #expect(!files.contains { $0.hasPrefix("runs") }, "\(files)")
    }

    @Test(
        arguments: [
            (["nothing.abc"], 74, "nothing.abc: No such file or directory"),
            (["a.abc", "--seed", "3"], 64, "--set, --seed and --count need a recipe; 'a.abc' is not one"),
            (["jig.yaml", "a.abc"], 64, "only one recipe can be evaluated at a time"),
            (["jig.yaml", "--importer", "abc"], 64, "--importer needs music files; a recipe sets corpus.importer"),
            (["a.abc", "--against", "none.abc"], 74, "none.abc: No such file or directory"),
            ([], 64, "Missing expected argument"),
        ] as [([String], Int32, String)])
    func invalidInputsAreReported(arguments: [String], code: Int32, message: String) throws {
        let folder = try Folder.withRecipe()
        try folder.write("a.abc", Self.book)
        let run = try MuseBinary.run(["evaluate"] + arguments, in: folder.path, cache: folder.cache)
        #expect(run.code == code && run.errors.contains(message), "\(run.errors)")
        #expect(run.output == "")
    }
}

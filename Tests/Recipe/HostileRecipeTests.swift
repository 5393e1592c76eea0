import Foundation
import MuseProtocols
import MuseRecipe
import MuseStorage
import Testing

/// Hostile files: each gives a short message with its place.
@Suite struct HostileRecipeTests {
    private func complaint(_ bytes: Data) throws -> String {
        let folder = try RecipeFolder()
        try folder.write("jig.yaml", bytes)
        return try folder.complaint()
    }

    private func headline(_ text: String) throws -> String {
        String(try complaint(Data(text.utf8)).prefix { $0 != "\n" })
    }

    @Test func aliasesExpandUpToABound() throws {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n"
        for (before, name) in zip("abcdefgh", "bcdefghi") {
            bomb += "\(name): &\(name) [" + Array(repeating: "*\(before)", count: 9).joined(separator: ",") + "]\n"
        }
        // Nodes: 1 for the mapping, 11 for a, 92 for b, 821 for c, 7382 for d; the first *d of e adds 7381.
        #expect(
            try headline(bomb) == "jig.yaml:5:8: error: too long: a recipe has at most 10000 keys and values")
    }

    @Test func aliasesWithinTheBoundRepeatAValue() throws {
        let recipe = try RecipeFolder().recipe(
            sound + "sampler: [&cool {type: temperature, value: 0.5}, {type: greedy}, *cool]\n")
        #expect((recipe.samplers[2].sampler as? Heat)?.value == 0.5)
    }

    @Test(arguments: ["[", "{b: "]) func deepNestingIsBounded(_ opening: String) throws {
        let text = "a: " + String(repeating: opening, count: 50_000)
        let column = 4 + opening.count * 63
        #expect(
            try headline(text) == "jig.yaml:1:\(column): error: nested too deeply: a recipe has at most 64 levels")
    }

    @Test func lengthIsBounded() throws {
        let message = "jig.yaml:1:1: error: the file is too long: a recipe has at most 1000000 bytes"
        #expect(try headline("title: " + String(repeating: "x", count: 1_000_000)) == message)
        let keys = (0..<30_000).map { "k\($0): 1\n" }.joined()
        #expect(
            try headline(keys) == "jig.yaml:5000:8: error: too long: a recipe has at most 10000 keys and values")
    }

    @Test func thousandsOfMistakesEndInACount() throws {
        let keys = (0..<3_000).map { "k\($0): 1\n" }.joined()
        let lines = try complaint(Data((sound + keys).utf8)).split(separator: "\n")
        #expect(lines.count == 51 * 3)
        #expect(lines[150] == "jig.yaml:55:1: error: and 2950 more mistakes")
    }

    @Test func namesAsLongAsTheFileAreCut() throws {
        let long = String(repeating: "k", count: 200_000)
        let cut = String(repeating: "k", count: 80) + "…"
        #expect(
            try headline(sound + "? \(long)\n: 1\n").hasPrefix(
                "jig.yaml:5:3: error: \(cut): no setting of recipe is called '\(cut)'; known: muse, title,"))
        let item = sound.replacing("tunes.abc", with: long)
        #expect(try headline(item).count < 400)
    }

    @Test func aLongLineOfManyCharactersIsReadInTime() throws {
        let text = "title: é\nsampler: [" + String(repeating: "é, ", count: 9_000) + "1]\n"
        #expect(try headline(text) == "jig.yaml:1:1: error: 'corpus' is missing")
    }

    @Test func keysOfTheCommandLineAreNotDeeperThanARecipe() throws {
        let folder = try RecipeFolder(["jig.yaml": sound])
        let deep = Array(repeating: "a", count: 30_000).joined(separator: ".") + "=1"
        #expect(
            try folder.complaint(set: [deep]).hasPrefix(
                "--set:1:1: error: invalid key 'a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.'; expect")
        )
    }

    @Test func bytesThatAreNotUTF8AreToldByOffset() throws {
        let latin1 = Data("seed: 1\ntitle: Caf".utf8) + [0xE9] + Data("\n".utf8)
        #expect(
            try complaint(latin1) == """
                jig.yaml:2:11: error: the byte E9 at offset 18 is not UTF-8
                  title: Caf\u{FFFD}
                            ^
                """)
        #expect(
            try complaint(Data([0xFF, 0xFE]) + "seed: 1".data(using: .utf16LittleEndian)!)
                == "jig.yaml:1:1: error: the file is UTF-16; expected UTF-8")
    }

    @Test func controlCharactersAreRefusedAndNotPrinted() throws {
        #expect(
            try complaint(Data("title: \"t\u{7}\u{1B}[31m\"\n".utf8)) == """
                jig.yaml:1:10: error: control character U+0007 at offset 9
                  title: "t??[31m"
                           ^
                """)
        #expect(try headline("title: t\0x\n") == "jig.yaml:1:9: error: control character U+0000 at offset 8")
        #expect(
            try headline("title: \"a\\0b\"\n") == "jig.yaml:1:8: error: the text contains the control character 0x0")
        #expect(try headline("title: a\rseed: 1\n") == "jig.yaml:1:9: error: control character U+000D at offset 8")
    }

    @Test func lineEndsOfWindowsAndAByteOrderMarkAreFine() throws {
        let text = (sound + "seed: 5\n").replacing("\n", with: "\r\n")
        #expect(try RecipeFolder().recipe("\u{FEFF}" + text).seed == 5)
    }

    @Test func noiseIsRefused() throws {
        var random = RandomSource(seed: 5)
        for _ in 0..<20 {
            let bytes = (0..<2_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            #expect(try !complaint(Data(bytes)).isEmpty)
        }
    }

    /// Prefixes of a recipe, and recipes with one byte changed, are read or rejected.
    @Test func damagedRecipesNeverCrash() throws {
        let folder = try RecipeFolder()
        let bytes = Array((ResolvedTests.recipe + OverrideTests.recipe).utf8)
        var random = RandomSource(seed: 6)
        for end in stride(from: 0, to: bytes.count, by: 7) {
            try folder.write("jig.yaml", Data(bytes[..<end]))
            _ = try folder.complaint()
        }
        for _ in 0..<150 {
            var damaged = bytes
            damaged[random.below(bytes.count)] = Array("{}[]:-&*!|>'\"#%@`,?~\n 0".utf8)[random.below(23)]
            try folder.write("jig.yaml", Data(damaged))
            _ = try folder.complaint()
        }
    }

    @Test func yamlElevensWordsAreText() throws {
        for word in ["no", "on", "yes", "1_000", "4:30", "0b1", ".inf", ".nan", "''", "1.5", "[1]", "~"] {
            let complaint = try RecipeFolder().complaint(about: sound + "seed: \(word)\n")
            #expect(complaint.hasPrefix("jig.yaml:5:7: error: seed: expected a whole number from 0 to"))
        }
        let numbers: [(String, UInt64)] = [("0o17", 15), ("012", 12), ("0x1F", 31), ("1e3", 1000), ("!!int 7", 7)]
        for (word, value) in numbers {
            #expect(try RecipeFolder().recipe(sound + "seed: \(word)\n").seed == value)
        }
    }

    @Test func whatCannotBeReadIsToldInTheSystemsWords() throws {
        let folder = try RecipeFolder()
        #expect(throws: FileError(path: folder.path + "/gone.yaml", reason: "No such file or directory")) {
            try folder.load("gone.yaml")
        }
        #expect(throws: FileError(path: folder.path, reason: "Is a directory")) {
            try Recipe.load(folder.path, registries: Toy.registries)
        }
    }
}

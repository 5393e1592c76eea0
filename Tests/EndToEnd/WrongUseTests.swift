import Testing

/// Invalid command lines, which exit with code 64, and help, which exits with 0.
@Suite struct WrongUseTests {
    @Test(arguments: [
        ["frobnicate"], ["run"], ["run", "a.yaml", "b.yaml"], ["run", "jig.yaml", "--frob"],
        ["run", "jig.yaml", "--set"],
        ["run", "jig.yaml", "--threads", "0"], ["run", "jig.yaml", "--out", ""], ["notes"], ["notes", "a.mp3"],
        ["notes", "noending"],
        ["convert", "a.abc"],
        ["tokenize", "abc"], ["describe"], ["list", "nothing"], ["check"],
    ]) func isWrongUse(_ arguments: [String]) throws {
        let folder = try Folder()
        let result = try MuseBinary.run(arguments, in: folder.path, cache: folder.cache)
        #expect(result.code == 64)
        #expect(result.output == "")
        #expect(result.errors.lowercased().hasPrefix("error: "), "\(result.errors)")
    }

    @Test(arguments: [["--help"], ["help"], ["-h"], ["run", "--help"], ["help", "convert"], ["--version"]])
    func helpSucceeds(_ arguments: [String]) throws {
        let folder = try Folder()
        let result = try MuseBinary.run(arguments, in: folder.path, cache: folder.cache)
        #expect(result.code == 0)
        #expect(result.errors == "")
        #expect(!result.output.isEmpty)
    }

    /// A wrong value in an option that changes the recipe is a mistake in the recipe, reported at its place.
    @Test func aWrongValueIsAMistakeInTheRecipe() throws {
        let folder = try Folder.withRecipe()
        let count = try folder.muse("run", "jig.yaml", "--count", "many")
        #expect(count.code == 65)
        #expect(
            count.errors == """
                --count:1:16: error: generate.count: expected a whole number from 1 to 1000000, found 'many'
                  generate.count=many
                                 ^

                """)
        let set = try folder.muse("check", "jig.yaml", "--set", "generator.ordr=4")
        #expect(set.code == 65)
        #expect(set.errors.contains("no setting of markov is called 'ordr'; did you mean 'order'?"), "\(set.errors)")
    }
}

import Testing

/// Command lines with many file names.
@Suite struct ManyFilesTests {
    @Test func filesAreReadInTheOrderOfTheirNamesOnTheCommandLine() throws {
        let names = (0..<200).map { "\($0).abc" }
        let tune = "X:1\nT:One\nK:C\nC\n"
        let folder = try Folder(Dictionary(uniqueKeysWithValues: names.map { ($0, tune) }))
        let expected = names.map { "1 notes, 1 parts, 1 tunes: \($0)" }
        for options in [0, 1, 70, 199] {
            let arguments = ["notes"] + names[..<options] + ["--count", "--importer", "abc"] + names[options...]
            let result = try MuseBinary.run(arguments, in: folder.path, cache: folder.cache)
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.output.split(separator: "\n").map(String.init) == expected)
        }
    }

    @Test(arguments: [["abc"], ["abc", "--ids"], ["--ids", "abc"], ["--set", "form=true", "abc"]])
    func aTokenizerComesBeforeTheFiles(arguments: [String]) throws {
        let names = (0..<200).map { "\($0).abc" }
        let tune = "X:1\nT:One\nK:C\nC\n"
        let folder = try Folder(Dictionary(uniqueKeysWithValues: names.map { ($0, tune) }))
        let result = try MuseBinary.run(["tokenize"] + arguments + names, in: folder.path, cache: folder.cache)
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.split(separator: "\n").count == 200)
    }
}

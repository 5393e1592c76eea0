import Foundation
import Testing

/// The shipped recipe `variation`.
@Suite struct VariationRecipesTests {
    private static let recipes = "\(#filePath.components(separatedBy: "/Tests/")[0])/Recipes"

    private func run(_ folder: Folder, _ out: String, _ settings: [String] = []) throws {
        let run = try MuseBinary.run(
            ["run", "\(Self.recipes)/variation.yaml", "--out", out] + settings.flatMap { ["--set", $0] },
            in: folder.path, cache: folder.cache)
        #expect(run.code == 0 && !run.errors.contains("warning"), "\(run.errors)")
    }

    /// The notes of a tune's melody as sounding, without grace notes, one a line.
    private func notes(_ folder: Folder, _ file: String) throws -> [String] {
        try folder.muse("notes", file).lines.filter { !$0.hasPrefix("#") }
    }

    @Test func variationsAreRightForOtherProgramsAndTheSameFromTheirLock() throws {
        let folder = try Folder()
        try run(folder, "o")
        #expect(try folder.muse("check", "o/variations.abc").code == 0)
        #expect(try folder.text("o/variations.abc").contains("T:Haste to the Wedding (variation 3)\n"))
        #expect(
            try folder.shell("abc2midi o/variations.abc -o x.mid | grep -i -c -E 'error|warning'").output == "0\n")
        let again = try folder.muse("run", "o/recipe.lock.yaml", "--out", "again", "--quiet")
        #expect(again.code == 0, "\(again.errors)")
        for file in ["variations.abc", "variation-1.mid", "variation-3.musicxml"] {
            #expect(try folder.bytes("o/\(file)") == folder.bytes("again/\(file)"))
        }
    }

    @Test func aMusicianRecognisesTheTune() throws {
        let folder = try Folder()
        let plain = ["generate.count=1", "~generate.vary.ornaments", "generate.vary.repeats=same"]
        let given = try notes(folder, "\(Self.recipes)/tunes/haste_to_the_wedding.abc")
        var last = 0.0
        for amount in ["0", "0.25", "0.5", "1"] {
            try run(folder, amount, plain + ["generate.vary.amount=\(amount)"])
            let varied = try notes(folder, "\(amount)/variations.abc")
            let share = Double(given.count { !varied.contains($0) }) / Double(given.count)
            #expect(amount == "0" ? varied == given : share > last, "\(amount): \(share)")
            last = share
        }
        // Even then, the structural notes and the ends of the sections stay.
        #expect(last < 0.7)
    }

    @Test func ornamentsArePlayedInMIDI() throws {
        let folder = try Folder()
        let settings = ["generate.count=1", "generate.vary.amount=0", "generate.vary.ornaments=Highland pipes"]
        try run(folder, "played", settings)
        let written = try notes(folder, "played/variations.abc")
        let played = try notes(folder, "played/variation-1.mid")
        let graces = try folder.text("played/variations.abc").filter { $0 == "{" }.count
        #expect(graces > 10 && played.count >= written.count + graces)
    }
}

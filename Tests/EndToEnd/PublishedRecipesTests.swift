import Foundation
import Testing

/// The recipes for published data sets run as they stand. The data cannot be part of the repository: small ones of our
/// own stand in their place.
@Suite struct PublishedRecipesTests {
    /// Steps that are like the data's: four voices that rise and fall by steps, as three sides.
    private static func data(isSeparated: Bool) -> String {
        func piece(_ first: Int, _ length: Int) -> String {
            let scale = [0, 2, 4, 5, 7, 9, 11, 12]
            let steps = (0..<length).map { step -> String in
                let soprano = 60 + scale[(first + step / 4) % 8]
                let numbers = [soprano, soprano - 4, soprano - 7, 43 + scale[(first + step / 8) % 8]]
                // Silence now and then.
                if step % 23 == 22 { return isSeparated ? "[-1,-1,-1,-1]" : "[]" }
                return "[" + (isSeparated ? numbers : Set(numbers).sorted()).map(String.init).joined(separator: ",")
                    + "]"
            }
            return "[" + steps.joined(separator: ",") + "]"
        }
        func side(_ firsts: Range<Int>) -> String {
            "[" + firsts.map { piece($0, 100 + 4 * $0) }.joined(separator: ",") + "]"
        }
        return "{\"train\":\(side(0..<6)),\"valid\":\(side(6..<8)),\"test\":\(side(8..<9))}"
    }

    @Test(arguments: ["jsb_pianoroll", "nottingham_pianoroll", "jsb_chorales"])
    func eachRunsAndKeepsTheSplitOfItsData(_ name: String) throws {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        let recipe = try String(contentsOfFile: "\(root)/Recipes/published/\(name).yaml", encoding: .utf8)
        let folder = try Folder([
            "Recipes/published/\(name).yaml": recipe,
            "Corpora/datasets/\(name).json": Self.data(isSeparated: name == "jsb_chorales"),
        ])
        let run = try folder.muse(
            "run", "Recipes/published/\(name).yaml", "--out", "o", "--set", "generator.layers=1", "--set",
            "generator.training.steps=10")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.errors.contains("9 tunes; 9 kept, 6 to learn from, 2 for validation, 1 for test"), "\(run.errors)")
        #expect(run.errors.contains(" bits per note on held-out tunes"), "\(run.errors)")
        #expect(!run.errors.contains("cannot be held"), "\(run.errors)")
        #expect(run.errors.contains("\nsteps: ") && run.errors.contains(" (test)"), "\(run.errors)")
        let files = (1...3).map { "o/\(name)-\($0).mid" }
        #expect(run.lines == ["o/\(name).abc"] + files)
        let notes = try folder.muse("notes", "o/\(name).abc")
        #expect(notes.code == 0 && notes.errors == "", "\(notes.errors)")
        #expect(notes.lines.count > 50)
        // The figures are those of the model: it keeps them.
        let steps = try #require(run.errors.split(separator: "\n").first { $0.hasPrefix("steps: ") })
        let again = try folder.muse(
            "fit", "Recipes/published/\(name).yaml", "--set", "generator.layers=1", "--set",
            "generator.training.steps=10")
        #expect(again.errors.contains("model: fitted before"), "\(again.errors)")
        #expect(again.errors.contains("\n\(steps)\n"), "\(again.errors)")
    }

    @Test func withoutItsDataARecipeSaysWhatIsMissing() throws {
        let folder = try Folder([
            "r/jsb.yaml": "corpus: {files: [../data/jsb.json]}\ntokenizer: {type: chorale}\n"
                + "generator: {type: markov}\nexport: [{type: abc}]\n"
        ])
        let run = try folder.muse("run", "r/jsb.yaml")
        #expect(run.code == 65)
        #expect(run.errors.contains("there is no file or folder 'r/../data/jsb.json'"), "\(run.errors)")
    }
}

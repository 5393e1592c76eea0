import Foundation
import Testing

/// The recipes for published data sets run unchanged. The data sets are not part of the repository; small ones of our
/// own take their place.
@Suite struct PublishedRecipesTests {
    /// A data set like the published ones: four voices that move by step, in three sides of a split.
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
        #expect(run.errors.contains("9 tunes; 9 kept, 6 for training, 2 for validation, 1 for test"), "\(run.errors)")
        #expect(run.errors.contains(" bits per note on held-out tunes"), "\(run.errors)")
        #expect(!run.errors.contains("cannot be held"), "\(run.errors)")
        #expect(run.errors.contains("\nsteps: ") && run.errors.contains(" (test)"), "\(run.errors)")
        let files = (1...3).map { "o/\(name)-\($0).mid" }
        #expect(run.lines == ["o/\(name).abc"] + files + ["o/index.html"])
        let notes = try folder.muse("notes", "o/\(name).abc")
        #expect(notes.code == 0 && notes.errors == "", "\(notes.errors)")
        #expect(notes.lines.count > 50)
        // The figures are stored with the model.
        let steps = try #require(run.errors.split(separator: "\n").first { $0.hasPrefix("steps: ") })
        let again = try folder.muse(
            "fit", "Recipes/published/\(name).yaml", "--set", "generator.layers=1", "--set",
            "generator.training.steps=10")
        #expect(again.errors.contains("model: loaded from the cache"), "\(again.errors)")
        #expect(again.errors.contains("\n\(steps)\n"), "\(again.errors)")
    }

    /// Reels of eight repeated bars, with pseudorandom notes.
    private static let reels: String = {
        var state = 1
        func note() -> String {
            state = state * 1103 % 65_537
            return String(Array("DEFGABcdef")[state % 10])
        }
        return (1...30).map { number in
            let bars = (0..<8).map { _ in (0..<8).map { _ in note() }.joined() }
            return "X:\(number)\nT:Reel \(number)\nM:C|\nL:1/8\nK:D\n|: \(bars.joined(separator: " | ")) :|\n"
        }.joined(separator: "\n")
    }()

    @Test(arguments: [("vae_2_bars", 2), ("vae_16_bars", 16)])
    func melodiesAreCutIntoExcerptsAndReconstructed(name: String, bars: Int) throws {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        var files = ["ryansMammoth", "airdsAirs"].map { ("Corpora/collections/\($0)/one.abc", EvaluateTests.book) }
        files.append(("Corpora/collections/oneills1850/reels.abc", Self.reels))
        for recipe in ["vae_2_bars", "vae_16_bars"] {
            let path = "Recipes/published/\(recipe).yaml"
            files.append((path, try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8)))
        }
        let folder = try Folder(Dictionary(uniqueKeysWithValues: files))
        let small = ["channels=16", "encoder_channels=16", "embedding=16", "latent=8", "training.steps=5"]
        let recipe =
            ["Recipes/published/\(name).yaml", "--count", "3"] + small.flatMap { ["--set", "generator.\($0)"] }
        let run = try MuseBinary.run(["run"] + recipe + ["--out", "o"], in: folder.path, cache: folder.cache)
        #expect(run.code == 0, "\(run.errors)")
        // 16 played bars have one excerpt of 16 bars, and 8 distinct excerpts of 2 bars: the repeat adds no others.
        let excerpts = bars == 2 ? 8 * 30 : 30
        #expect(run.errors.contains("30 kept, cut into \(excerpts) excerpts, "), "\(run.errors)")
        let found = try MuseBinary.run(["evaluate"] + recipe + ["--json"], in: folder.path, cache: folder.cache)
        #expect(found.code == 0, "\(found.errors)")
        let report = try JSONSerialization.jsonObject(with: Data(found.output.utf8)) as? [String: Any]
        let space = try #require(report?["space"] as? [String: Any])
        #expect(space["tunes"] as? Int == excerpts / 10 && space["units"] as? Int == 8)
        #expect((report?["bars"] as? Int) == 3 * bars && space["sampled"] is Double && space["kl_nats"] is Double)
        let text = try MuseBinary.run(["evaluate"] + recipe, in: folder.path, cache: folder.cache)
        #expect(text.output.contains("\nlatent space  "), "\(text.output)")
        #expect(text.output.contains(" of tokens, given the tune's earlier tokens\n"), "\(text.output)")
    }

    @Test func missingDataSetsAreReported() throws {
        let folder = try Folder([
            "r/jsb.yaml": "corpus: {files: [../data/jsb.json]}\ntokenizer: {type: chorale}\n"
                + "generator: {type: markov}\nexport: [{type: abc}]\n"
        ])
        let run = try folder.muse("run", "r/jsb.yaml")
        #expect(run.code == 65)
        #expect(run.errors.contains("there is no file or folder 'r/../data/jsb.json'"), "\(run.errors)")
    }
}

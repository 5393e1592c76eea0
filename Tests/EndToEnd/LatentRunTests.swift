import Foundation
import Testing

@Suite struct LatentRunTests {
    private static let recipe = """
        muse: 1
        seed: 3
        corpus: {files: [tunes.abc]}
        tokenizer: {type: abc}
        generator:
          type: vae
          channels: 16
          latent: 4
          training: {steps: 10, batch_tokens: 256}
        constraints: [{type: bars, count: 4}]
        generate: {count: 2}
        export: [{type: abc}]

        """
    private static let other = "X:1\nT:Other\nR:jig\nM:6/8\nL:1/8\nK:G\n|: GAB dBG | cBc ecA | Bdg agf | g3 g3 :|\n"

    private func folder() throws -> Folder {
        let folder = try Folder.withRecipe(Self.recipe)
        try folder.write("a.abc", EvaluateTests.book)
        try folder.write("b.abc", Self.other)
        return folder
    }

    private func tunes(_ text: String) -> [String] {
        text.components(separatedBy: "\nX:").dropFirst().map { tune in
            tune.split(separator: "\n").filter { $0.contains("|") }.joined(separator: "\n")
        }
    }

    @Test func anInterpolationHasOneTunePerStep() throws {
        let folder = try folder()
        let run = try folder.muse(
            "run", "jig.yaml", "--out", "o", "--set", "generate={interpolate: {from: a.abc, to: b.abc, steps: 7}}")
        #expect(run.code == 0, "\(run.errors)")
        #expect(tunes(try folder.text("o/jig.abc")).count == 7)
        // The lock identifies both tunes by their hashes, and gives the same bytes.
        let locked = try folder.muse("run", "o/recipe.lock.yaml", "--out", "p")
        #expect(locked.code == 0, "\(locked.errors)")
        #expect(try folder.bytes("o/jig.abc") == folder.bytes("p/jig.abc"))
    }

    @Test func pointsDetermineTheTunes() throws {
        let folder = try folder()
        func run(_ generate: String) throws -> [String] {
            let run = try folder.muse("run", "jig.yaml", "--out", "o", "--set", "generate={\(generate)}")
            #expect(run.code == 0, "\(run.errors)")
            return tunes(try folder.text("o/jig.abc"))
        }
        // With greedy decoding, one point gives one tune.
        let greedy = try folder.text("jig.yaml") + "sampler: [{type: greedy}]\n"
        try folder.write("jig.yaml", greedy)
        let same = try run("reconstruct: a.abc, count: 2")
        #expect(same.count == 2 && same[0] == same[1])
        #expect(try run("vary: {file: a.abc, distance: 0}, count: 1") == [same[0]])
        let varied = try run("vary: {file: a.abc, distance: 30}, count: 8")
        #expect(Set(varied).count > 1)
        let moved = try run(
            "reconstruct: a.abc, attribute: {density: 200, leaps: -50, pitch_range: 9, mean_pitch: -9}, count: 1"
        )
        #expect(moved != [same[0]])
        #expect(Set(try run("count: 8")).count > 1)
        let even = try folder.muse("run", "jig.yaml", "--out", "o", "--set", "generate.attribute={syncopation: 1}")
        #expect(even.code == 65, "\(even.errors)")
        #expect(even.errors.contains("generate.attribute.syncopation: all tunes of the corpus have the same value"))
    }

    @Test func setsOfTunesAreAddedAndSubtracted() throws {
        let folder = try folder()
        try folder.write("sets/a.abc", EvaluateTests.book.components(separatedBy: "\n\n")[0] + "\n")
        try folder.write("jig.yaml", try folder.text("jig.yaml") + "sampler: [{type: greedy}]\n")
        func run(_ generate: String, _ recipe: String = "jig.yaml") throws -> [String] {
            let run = try folder.muse("run", recipe, "--out", "o", "--set", "generate={count: 1, \(generate)}")
            #expect(run.code == 0, "\(run.errors)")
            return tunes(try folder.text("o/jig.abc"))
        }
        let (a, b) = (try run("reconstruct: a.abc"), try run("reconstruct: b.abc"))
        // a + (b - a) is b.
        #expect(try run("arithmetic: {from: a.abc, add: [b.abc], subtract: ['sets/*.abc']}") == b)
        #expect(try run("arithmetic: {from: b.abc, add: [b.abc], subtract: [sets], amount: -1}") == a)
        #expect(try run("arithmetic: {from: a.abc, add: [b.abc, a.abc], amount: 0}") == a)
        // The mean of a set of two tunes; the lock names each file.
        let far = try run("arithmetic: {from: a.abc, add: [b.abc, a.abc], subtract: [sets], amount: 60}")
        let locked = try folder.muse("run", "o/recipe.lock.yaml", "--out", "p")
        #expect(locked.code == 0, "\(locked.errors)")
        #expect(tunes(try folder.text("p/jig.abc")) == far)
    }

    @Test func aMistakeInASetIsReportedAtItsPlace() throws {
        let folder = try folder()
        try folder.write("broken.abc", "X:1\nK:C\n")
        try folder.write(
            "jig.yaml",
            Self.recipe.replacing(
                "generate: {count: 2}", with: "generate: {arithmetic: {from: a.abc, add: [b.abc, broken.abc]}}"))
        let run = try folder.muse("check", "jig.yaml")
        #expect(run.code == 65)
        #expect(
            run.errors.contains(
                """
                jig.yaml:11:51: error: generate.arithmetic.add[1]: this tokenizer can encode no tune of 'broken.abc'
                  generate: {arithmetic: {from: a.abc, add: [b.abc, broken.abc]}}
                                                                    ^
                """), "\(run.errors)")
    }

    @Test(
        arguments: [
            (
                "{reconstruct: a.abc, vary: {file: b.abc}}",
                "generate.vary: 'reconstruct' and 'vary' cannot be combined"
            ),
            ("{interpolate: {from: a.abc}}", "generate.interpolate: 'to' is missing"),
            ("{interpolate: {from: a.abc, to: none.abc}}", "generate.interpolate.to: "),
            ("{interpolate: {from: a.abc, to: b.abc, steps: 1}}", "generate.interpolate.steps"),
            ("{vary: {distance: 1}}", "generate.vary: 'file' is missing"),
            ("{arithmetic: {from: a.abc}}", "generate.arithmetic: 'add' or 'subtract' is missing"),
            ("{arithmetic: {add: [b.abc]}}", "generate.arithmetic: 'from' is missing"),
            ("{arithmetic: {from: a.abc, add: [no.abc]}}", "generate.arithmetic.add[0]: there is no file or folder"),
            ("{arithmetic: {from: a.abc, add: {b: b.abc}}}", "generate.arithmetic.add: expected a list"),
            (
                "{arithmetic: {from: a.abc, subtract: ['c*.abc']}}",
                "generate.arithmetic.subtract[0]: nothing matches 'c*.abc'"
            ),
            ("{attribute: {densty: 1}}", "did you mean 'density'?"),
        ] as [(String, String)])
    func mistakesAreReportedBeforeAnyWork(generate: String, message: String) throws {
        let run = try folder().muse("check", "jig.yaml", "--set", "generate=\(generate)")
        #expect(run.code == 65 && run.errors.contains(message), "\(run.errors)")
    }

    @Test func latentTasksNeedALatentSpace() throws {
        for generate in [
            "{reconstruct: a.abc}", "{attribute: {leaps: 1}}", "{interpolate: {from: a.abc, to: b.abc}}",
            "{arithmetic: {from: a.abc, add: [b.abc]}}",
        ] {
            let run = try folder().muse(
                "check", "jig.yaml", "--set", "generator={type: markov}", "--set", "generate=\(generate)")
            #expect(run.code == 65, "\(run.errors)")
            #expect(
                run.errors.contains("a model of 'markov' cannot encode tunes in a latent space; use 'vae'"),
                "\(run.errors)")
        }
    }
}

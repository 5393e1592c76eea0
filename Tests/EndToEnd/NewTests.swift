import Foundation
import Testing

/// `muse new`: a recipe from answers.
@Suite struct NewTests {
    @Test func aRecipeAroundOwnTunesRuns() throws {
        let folder = try Folder(["own/tunes.abc": tunebook])
        let new = try folder.muse("new", "--from", "own/tunes.abc", "--model", "markov", "--count", "2", "mine.yaml")
        #expect(new.code == 0 && new.lines == ["mine.yaml"], "\(new.errors)")
        #expect(try folder.text("mine.yaml").contains("\n  files: [own/tunes.abc]"))
        #expect(try folder.muse("check", "mine.yaml").output == "mine.yaml: all right\n")
        let run = try folder.muse("run", "mine.yaml", "--out", "a", "--quiet")
        #expect(
            run.lines == [
                "a/jigs.abc", "a/jigs-1.mid", "a/jigs-2.mid", "a/jigs-1.musicxml", "a/jigs-2.musicxml", "a/index.html",
            ])
    }

    @Test func pathsAreRelativeToTheRecipe() throws {
        let folder = try Folder(["own/tunes.abc": tunebook, "recipes/readme": ""])
        let new = try folder.muse("new", "recipes/mine.yaml", "--files", "own/tunes.abc")
        #expect(new.code == 0, "\(new.errors)")
        #expect(try folder.text("recipes/mine.yaml").contains("files: [../own/tunes.abc]"))
        #expect(try folder.muse("check", "recipes/mine.yaml").code == 0)
    }

    /// The tests run in the build folder of the project, above which its models are.
    @Test func fewOwnTunesAdaptTheShippedModel() throws {
        let folder = try Folder(["tunes.abc": tunebook])
        let new = try folder.muse("new", "--from", "tunes.abc")
        #expect(new.code == 0, "\(new.errors)")
        #expect(new.output.contains("/Models/folk-transformer") && new.output.contains("\n    budget: 3m"))
        try folder.write("mine.yaml", new.output)
        #expect(try folder.muse("check", "mine.yaml").code == 0)
    }

    @Test func theShippedTunesNeedNoAnswer() throws {
        let folder = try Folder()
        let new = try folder.muse("new", "jigs.yaml")
        #expect(new.code == 0, "\(new.errors)")
        #expect(try folder.text("jigs.yaml").contains("where: {rhythm: jig, meter: 6/8, mode: major}"))
        #expect(try folder.muse("check", "jigs.yaml").code == 0)
    }

    @Test func anExistingFileIsKeptUnlessForced() throws {
        let folder = try Folder(["tunes.abc": tunebook, "mine.yaml": "mine"])
        let kept = try folder.muse("new", "mine.yaml", "--from", "tunes.abc")
        #expect(kept.code == 64 && kept.errors == "error: 'mine.yaml' exists; --force overwrites it\n")
        #expect(try folder.text("mine.yaml") == "mine")
        #expect(try folder.muse("new", "mine.yaml", "--from", "tunes.abc", "--force").code == 0)
        #expect(try folder.text("mine.yaml").hasPrefix("# Jigs "))
    }

    @Test func wrongAnswersAreRefused() throws {
        let folder = try Folder(["tunes.abc": tunebook])
        for (arguments, message) in [
            (["--model", "markof"], "no model for a new recipe is called 'markof'; did you mean 'markov'?"),
            (["--count", "0"], "--count must be 1 or more"),
            (["--from", "none.abc"], "none.abc: No such file or directory"),
            (["jigs.txt"], "the name of a recipe ends in .yaml, unlike 'jigs.txt'"),
            (["--from", "tunes.abc", "--files", "tunes.abc"], "--from and --files mean the same: give one of them"),
        ] {
            let new = try MuseBinary.run(["new"] + arguments, in: folder.path, cache: folder.cache)
            #expect(new.code != 0 && new.errors == "error: \(message)\n", "\(new.errors)")
            #expect(new.output == "")
        }
    }

    /// `script` runs a command on a terminal of its own, and types what it reads.
    @Test func onATerminalItAsksFourQuestions() throws {
        let folder = try Folder(["tunes.abc": tunebook])
        let asked = try folder.shell(
            """
            printf 'mine\\nnone.abc\\ntunes.abc\\nmarkof\\nmarkov\\n3\\n' |
                TERM=dumb script -qec '"$MUSE" new mine.yaml' /dev/null
            """)
        for question in [
            "What music?", "Learn from which files?", "there is no file 'none.abc'", "Which model?",
            "did you mean 'markov'?", "How many tunes? [10]",
        ] {
            #expect(asked.output.contains(question), "\(asked.output) \(asked.errors)")
        }
        let recipe = try folder.text("mine.yaml")
        #expect(recipe.contains("files: [tunes.abc]") && recipe.contains("\n  count: 3 "), "\(recipe)")
    }
}

import Foundation
import Testing

@Suite struct ProfileTests {
    private static let profile = """
        profile: 1
        title: my jigs
        reference: {rhythm: jig}
        tunes: 3
        draw: 2
        reject:
          - {type: plagiarism, notes: 20}
          - {type: rhythm, meters: [6/8]}
          - mode
        sheet: {qualities: [melody], scale: 3}

        """
    /// The second tune has a meter that the profile rejects, the third is a copy of the first.
    private static let tunes = """
        X:1
        T:A New Jig
        C:Somebody
        M:6/8
        L:1/8
        K:D
        |: AFD EFG | FDF AFD | GEG BGE | AFA dAF | AFD EFG | FDF AFD | GBG ECE | D3 D3 :|

        X:2
        T:A Waltz
        M:3/4
        L:1/8
        K:D
        |: D6 | D6 :|

        X:3
        T:A Copy
        M:6/8
        L:1/8
        K:E
        |: EFG BGE | AGA cAF | GBe geB | cde fed | EFG BGE | AGA cAF | GBe fed | e3 e3 :|

        """

    @Test func tunesAreRejectedWithReasonAndPlace() throws {
        let folder = try Folder(["p.yaml": Self.profile, "a.abc": Self.tunes, "b.abc": EvaluateTests.book])
        let run = try folder.muse("evaluate", "--profile", "p.yaml", "a.abc", "--against", "b.abc")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.lines.contains { $0.hasPrefix("accepted ") && $0.contains("1 of 3, 33.333 %") }, "\(run.output)")
        #expect(run.lines.contains { $0.hasPrefix("rejected for plagiarism ") && $0.contains("1 of 3") })
        #expect(run.lines.contains { $0.hasPrefix("rejected for rhythm ") && $0.contains("1 of 3") })
        #expect(run.output.contains("proxies for the judgement of people"))
        let json = try folder.muse("evaluate", "--profile", "p.yaml", "a.abc", "--against", "b.abc", "--json")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
        let verdicts = try #require(object["verdicts"] as? [[String: Any]])
        #expect(verdicts.map { $0["rejected"] as? String } == [nil, "rhythm", "plagiarism"])
        #expect(verdicts[1]["reason"] as? String == "the meter is 3/4, expected 6/8" && verdicts[1]["bar"] as? Int == 1)
        #expect((verdicts[2]["reason"] as? String)?.contains("'Over the Hill'") == true)
        #expect((object["drawn"] as? [Int])?.count == 2 && object["proxy"] as? Bool == true)
        let drawn = try (0..<8).map { seed in
            let other = try folder.muse(
                "evaluate", "--profile", "p.yaml", "a.abc", "--against", "b.abc", "--json", "--seed", "\(seed)")
            let object = try JSONSerialization.jsonObject(with: Data(other.output.utf8)) as? [String: Any]
            return try #require(object?["drawn"] as? [Int])
        }
        #expect(Set(drawn).count > 1)
    }

    @Test func theSheetHasNoNames() throws {
        let folder = try Folder(["p.yaml": Self.profile, "a.abc": Self.tunes, "b.abc": EvaluateTests.book])
        for name in ["s.html", "s.abc"] {
            let run = try folder.muse(
                "evaluate", "--profile", "p.yaml", "a.abc", "--against", "b.abc", "--sheet", name, "--report", "r.html")
            #expect(run.code == 0, "\(run.errors)")
            let sheet = try folder.text(name)
            for word in ["New Jig", "Waltz", "Copy", "Somebody"] { #expect(!sheet.contains(word), "\(sheet)") }
            for word in ["Tune 1", "Tune 2", "plagiarism", "melody"] { #expect(sheet.contains(word), "\(sheet)") }
            #expect(!sheet.contains("Tune 3"))
        }
        #expect(try folder.text("r.html").contains("my jigs"))
        let wrong = try folder.muse(
            "evaluate", "--profile", "p.yaml", "a.abc", "--against", "b.abc", "--sheet", "s.doc")
        #expect(wrong.code == 64 && wrong.errors.contains("--sheet writes a file that ends in .html, .abc or .pdf"))
    }

    @Test func aBuiltInProfileNeedsNothingElse() throws {
        let folder = try Folder(["a.abc": Self.tunes, "b.abc": EvaluateTests.book])
        let run = try folder.muse("evaluate", "--profile", "aimgc-jig-2020", "a.abc", "--json")
        #expect(run.code == 0, "\(run.errors)")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
        let verdicts = try #require(object["verdicts"] as? [[String: Any]])
        #expect(verdicts.map { $0["rejected"] as? String } == [nil, "rhythm", nil], "\(verdicts)")
        let reels = try folder.muse("evaluate", "--profile", "aimgc-reel-2022", "a.abc", "--against", "b.abc")
        #expect(reels.errors.contains("the reference has no tunes of the rhythm 'reel' in a book 'O'Neill'"))
    }

    @Test func aRecipesTunesAreDrawnFromAsManyAsTheProfileAsksFor() throws {
        let folder = try Folder.withRecipe()
        try folder.write("p.yaml", Self.profile)
        try folder.write("b.abc", EvaluateTests.book)
        let arguments = ["jig.yaml", "--quiet", "--profile", "p.yaml", "--against", "b.abc", "--json"]
        func count(_ more: [String]) throws -> Int? {
            let run = try MuseBinary.run(["evaluate"] + arguments + more, in: folder.path, cache: folder.cache)
            #expect(run.code == 0 && run.errors == "", "\(run.errors)")
            return (try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])?["tunes"] as? Int
        }
        #expect(try count([]) == 3)
        #expect(try count(["--count", "4"]) == 4)
    }

    @Test(
        arguments: [
            (
                "title: my jigs", "titel: my jigs",
                "p.yaml:2:1: error: titel: no setting of the profile is called 'titel'; did you mean 'title'?"
            ),
            ("- mode", "- mod", "p.yaml:9:5: error: reject[2].type: no check is called 'mod'; did you mean 'mode'?"),
            ("notes: 20", "nots: 20", "no setting of plagiarism is called 'nots'; did you mean 'notes'?"),
            ("notes: 20", "notes: 3", "reject[0].notes: expected a whole number of at least 7, found '3'"),
            ("profile: 1", "profile: 2", "profile: expected a whole number from 1 to 1, found '2'"),
            ("{rhythm: jig}", "{rythm: jig}", "no setting of reference is called 'rythm'; did you mean 'rhythm'?"),
            ("draw: 2", "structure: {lags: [8]}", "structure.lags: expected lags of 1 to 7 bars, shorter than a part"),
        ] as [(String, String, String)])
    func mistakesInAProfileAreReportedAtTheirPlaces(text: String, mistake: String, message: String) throws {
        let changed = Self.profile.replacingOccurrences(of: text, with: mistake)
        let folder = try Folder(["p.yaml": changed, "a.abc": Self.tunes])
        let run = try folder.muse("evaluate", "--profile", "p.yaml", "a.abc", "--against", "a.abc")
        #expect(run.code == 65 && run.errors.contains(message), "\(run.errors)")
        #expect(run.output == "")
    }

    @Test(
        arguments: [
            (
                ["a.abc", "--profile", "aimgc-jg-2020"], 64,
                "no profile is called 'aimgc-jg-2020'; did you mean 'aimgc-jig-2020'?"
            ),
            (["a.abc", "--profile", "none.yaml"], 74, "none.yaml: No such file or directory"),
            (["a.abc", "--sheet", "s.html"], 64, "--sheet needs --profile"),
            (
                ["a.abc", "--profile", "p.yaml", "--against", "a.abc", "--seed", "x"], 64,
                "--seed must be a whole number"
            ),
            (["a.abc", "--profile", "p.yaml", "--against", "a.abc", "--count", "3"], 64, "need a recipe"),
            (
                ["a.abc", "--profile", "p.yaml", "--against", "a.abc"], 65,
                "the reference has no tunes of the rhythm 'jig'"
            ),
        ] as [([String], Int32, String)])
    func wrongUseIsReported(arguments: [String], code: Int32, message: String) throws {
        let folder = try Folder(["p.yaml": Self.profile, "a.abc": Self.tunes])
        let run = try MuseBinary.run(["evaluate"] + arguments, in: folder.path, cache: folder.cache)
        #expect(run.code == code && run.errors.contains(message), "\(run.errors)")
        #expect(run.output == "")
    }
}

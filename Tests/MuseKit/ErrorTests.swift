import MuseKit
import MuseStorage
import Testing

/// Each kind of failure has its own error type, and a category in `Fault`.
@Suite struct ErrorTests {
    private let place: Workplace
    private let muse: Muse

    init() throws {
        place = try Workplace()
        muse = place.muse()
    }

    private func fault(_ body: () throws -> Void) -> Fault? {
        do {
            try body()
            return nil
        } catch {
            return Fault(error)
        }
    }

    @Test func aMistakeInARecipeHasItsPlace() throws {
        let errors = try #require(throws: RecipeErrors.self) {
            try place.recipe(muse, ["generator.order": "-1", "seed": "x"])
        }
        #expect(errors.errors.map(\.path).sorted() == ["generator.order", "seed"])
        #expect(Fault(errors) == .data)
    }

    @Test func aMissingRecipeIsAFileError() {
        #expect(fault { _ = try muse.recipe(at: "\(place.path)/none.yaml") } == .inputOutput)
    }

    @Test func aSweepIsSeveralRecipes() throws {
        try place.write("sweep.yaml", jigs + "sweep: {generator.order: [2, 3]}\n")
        #expect(fault { _ = try muse.recipe(at: "\(place.path)/sweep.yaml") } == .use)
        #expect(
            try muse.recipes(at: "\(place.path)/sweep.yaml").map(\.label) == ["generator.order=2", "generator.order=3"])
    }

    @Test func aCorpusWithoutTunesIsADataError() throws {
        try place.write("tunes.abc", "")
        #expect(fault { _ = try muse.fit(place.recipe(muse)) } == .data)
    }

    @Test func generatingWithoutAModelIsADataError() throws {
        let recipe = try place.recipe(muse)
        #expect(fault { _ = try muse.runFitted(recipe, out: "\(place.path)/out") } == .data)
    }

    @Test func anUnknownFormatIsAUseError() throws {
        #expect(fault { _ = try muse.readMusic("\(place.path)/recipe.yaml") } == .use)
        #expect(fault { try muse.writeMusic([], to: "\(place.path)/a.xyz") } == .use)
    }

    @Test func aMissingMusicFileIsAFileError() {
        #expect(fault { _ = try muse.readMusic("\(place.path)/none.abc") } == .inputOutput)
    }

    @Test func anUnknownTokenIsReportedAtItsPlace() throws {
        let tokenizer = try muse.tokenizer("abc")
        let error = try #require(throws: Diagnostic.self) {
            try muse.detokenize(SourceFile(name: "t", text: "R:jig\nR:jig nonsense"), with: tokenizer)
        }
        #expect(error.mark?.place == "t:2:7")
    }

    @Test func anUnknownTokenizerIsReportedWithTheNearestName() throws {
        let errors = try #require(throws: RecipeErrors.self) { try muse.tokenizer("abd") }
        #expect("\(errors)".contains("did you mean 'abc'?"))
    }

    @Test func aGeneratorThatNeedsAGridNamesTheTokenizersThatHaveOne() throws {
        let place = try Workplace()
        let error = #expect(throws: RecipeErrors.self) {
            try place.recipe(place.muse(), ["generator": "{type: grid_gan}"])
        }
        let message = "'grid_gan' needs tokens on a grid, and this tokenizer's are not; use 'melody' or 'pianoroll'"
        #expect(error?.errors.map(\.message) == [message], "\(error?.description ?? "")")
    }
}

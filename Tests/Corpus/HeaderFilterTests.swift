import MuseCorpus
import MuseMusic
import Testing

@Suite struct HeaderFilterTests {
    @Test(arguments: [
        (HeaderFilter.Field.rhythm, "Jigs", true), (.rhythm, "reel", false), (.meter, "6/8", true),
        (.meter, "3/4", false), (.key, "D", true), (.key, "Dm", false), (.key, "G", false), (.mode, "MAJOR", true),
        (.mode, "dorian", false), (.title, "kesh", true), (.title, "The Kesh Jig", true), (.title, "lilting", false),
        (.origin, "ireland", true), (.book, "o'neill", true), (.composer, "anon", false), (.source, "fiddler", true),
    ])
    func filtersLookAtTheHeader(field: HeaderFilter.Field, value: String, holds: Bool) throws {
        var score = tune([62], title: "The Kesh Jig", rhythm: "double jig", meter: "6/8", key: "D")
        score.header.origin = "Ireland; Clare"
        score.header.books = ["O'Neill's 1001"]
        score.header.source = "a Fiddler"
        let condition = HeaderFilter.Condition(field, [try #require(HeaderFilter.Value(value, for: field))])
        #expect(condition.holds(score) == holds)
    }

    @Test func commonTimeIsFourFourAndAMissingMeterIsNone() {
        let condition = { (text: String) in HeaderFilter.Condition(.meter, [HeaderFilter.Value(text, for: .meter)!]) }
        #expect(condition("4/4").holds(tune([60], meter: "C")))
        #expect(!condition("2/2").holds(tune([60], meter: "C")))
        var free = tune([60])
        free.meters = []
        #expect(condition("none").holds(free))
    }

    @Test func namesAndValuesAreReadAsTheRecipeWritesThem() {
        let condition = HeaderFilter.Condition(header: "rhythm", values: ["Jigs", "slipjig"])
        #expect(condition?.values == [.rhythm("jig"), .rhythm("slip jig")])
        #expect(HeaderFilter.Condition(header: "key", values: ["D major"])?.values == [.key(Key("D")!)])
        #expect(HeaderFilter.Condition(header: "mode", values: ["dorian"])?.values == [.mode(.dorian)])
        #expect(HeaderFilter.Condition(header: "rythm", values: ["jig"]) == nil)
        #expect(HeaderFilter.Condition(header: "meter", values: ["6/8", "6/7"]) == nil)
        #expect(HeaderFilter.Condition(header: "rhythm", values: ["-"]) == nil)
    }
}

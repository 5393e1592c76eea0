import MuseProtocols
import MuseRecipe
import Testing

/// Settings with several values, of which one is drawn.
@Suite struct WeightedTests {
    private static let setting = Setting<Weighted<Int>>(
        "sizes", kind: .weighted(of: .integer(1...9)), default: Weighted(1, 2), "sizes")

    private func settings(_ text: String) throws -> Settings {
        let file = SourceFile(name: "toy.yaml", text: "sizes: \(text)")
        let node = try #require(try YAMLReader.read(file))
        return try Settings(node, for: Schema("toy", "a toy", [Self.setting]), path: "toy")
    }

    @Test(arguments: [
        ("3", [3], [1.0]), ("[3, 5]", [3, 5], [1, 1]), ("{\"3\": 2, \"5\": 0.5}", [3, 5], [2, 0.5]),
    ]) func areOneValueAListOrAMapping(text: String, values: [Int], weights: [Double]) throws {
        let read = try settings(text)[Self.setting]
        #expect(read.values == values)
        #expect(read.options.map(\.weight) == weights)
    }

    @Test(arguments: [
        ("12", "toy.yaml:1:8", "expected a whole number from 1 to 9, found '12'"),
        ("[3, x]", "toy.yaml:1:12", "expected a whole number from 1 to 9, found 'x'"),
        ("{\"3\": 2, \"0\": 1}", "toy.yaml:1:17", "expected a whole number from 1 to 9, found '0'"),
        ("{\"3\": -1}", "toy.yaml:1:14", "expected a number from 0.001 to 1000000, found '-1'"),
        (
            "[]", "toy.yaml:1:8",
            "expected a whole number from 1 to 9, a list, or a mapping from values to weights, found a list"
        ),
    ]) func wrongValuesAreFoundAtTheirPlace(text: String, place: String, message: String) throws {
        let errors = #expect(throws: RecipeErrors.self) { try settings(text) }
        #expect(errors?.errors.map { $0.mark?.place } == [place])
        #expect(errors?.errors.map(\.message) == [message])
    }

    /// Of 4000 draws with weights 3 and 1, 3000 ± 4 standard deviations (27.4 each) are the first.
    @Test func areDrawnByTheirWeights() throws {
        let weighted = Weighted([.init("a", 3), .init("b", 1)])
        var random = RandomSource(seed: 4)
        let count = (0..<4000).count { _ in weighted.draw(&random) == "a" }
        #expect((2890...3110).contains(count), "\(count)")
    }
}

import Foundation
import MuseImport
import MuseProtocols
import MuseTokenizers
import Testing

private let tune = """
    X:1
    M:6/8
    L:1/8
    K:D
    A|d3 fed|A2z d3|]
    """

@Suite struct StepGridTests {
    static let names = ["melody", "pianoroll"]

    private func tokenizer(_ name: String) throws -> any Tokenizer {
        name == "melody"
            ? try melodyTokenizer(["steps_per_quarter": "2", "low": "60", "high": "80"])
            : try pianoRollTokenizer(["steps_per_quarter": "2", "low": "60", "high": "80"])
    }

    private func grid(_ name: String) throws -> any StepGrid { try #require(try tokenizer(name).stepGrid) }

    /// Meter, tonic and mode precede the music.
    @Test func conditionsOfAMelodyAreItsHeader() throws {
        let tokenizer = try tokenizer("melody")
        let tokens = try tokenizer.encode(readTune(tune)).tokens
        #expect(tokenizer.capabilities == [.conditions, .stepGrid, .variations])
        #expect(tokens.prefix { tokenizer.isCondition($0) }.count == 3)
        #expect(tokens.count(where: tokenizer.isCondition) == 3)
    }

    /// The cells of `melody` are hold, rest and the notes from 60. The bar of the pickup starts with rests.
    @Test func aMelodyFillsOneCellAStep() throws {
        let grid = try grid("melody")
        let layout = try #require(grid.layouts(of: try tokenizer("melody").encode(readTune(tune)).tokens).first)
        #expect(grid.cells == 23 && grid.isExclusive && grid.silence == [1])
        #expect(layout.conditions.count == 3 && layout.stepsPerBar == 6)
        let (a, d, e, f) = (11, 16, 18, 20)
        #expect(
            layout.steps == [1, 1, 1, 1, 1, a, d, 0, 0, f, e, d, a, 0, 1, d, 0, 0].map { [$0] })
    }

    @Test func aPianoRollFillsACellForEachSoundingPitch() throws {
        let grid = try grid("pianoroll")
        let layout = try #require(
            grid.layouts(
                of: try tokenizer("pianoroll").encode(readTune("X:1\nM:2/4\nL:1/8\nK:C\n[CE]2 zG|]")).tokens
            ).first)
        #expect(grid.cells == 21 && !grid.isExclusive && grid.silence == [])
        #expect(layout.conditions.count == 1 && layout.stepsPerBar == 4)
        #expect(layout.steps == [[0, 4], [0, 4], [], [7]])
    }

    /// Three bars of 6/8, two of 1/4, one of 6/8.
    @Test(arguments: names) func aTuneInSeveralMetersHasALayoutForEach(name: String) throws {
        let tokenizer = try tokenizer(name)
        let grid = try grid(name)
        let tune = "X:1\nM:6/8\nL:1/8\nK:D\nd6|e6|d6|[M:1/4]A2|B2|[M:6/8]d6|]"
        let tokens = try tokenizer.encode(readTune(tune)).tokens
        let layouts = grid.layouts(of: tokens)
        #expect(layouts.map(\.stepsPerBar) == [6, 2, 6])
        #expect(layouts.map(\.steps.count) == [18, 4, 6])
        #expect(
            layouts.map { $0.conditions.map { tokenizer.vocabulary[$0] } }
                == [["M:6/8"], ["M:1", "M:/4"], ["M:6/8"]]
                .map { $0 + (name == "melody" ? ["K:D", "major"] : []) })
    }

    /// Walks along a tune. The next token always depends on the cells, or is the only sensible one.
    @Test(arguments: names) func whatComesNextIsNeverBarred(name: String) throws {
        let (tokenizer, grid) = (try tokenizer(name), try grid(name))
        let tokens = try tokenizer.encode(readTune(tune)).tokens
        let layout = try #require(grid.layouts(of: tokens).first)
        var cursor = grid.cursor
        var scores = [Float](repeating: 0, count: tokenizer.vocabulary.count)
        var conditions = 0
        for token in tokens {
            if let step = cursor.step {
                let filled = Set(layout.steps[min(step, layout.steps.count - 1)])
                let cells = (0..<grid.cells).map { filled.contains($0) ? Float(20) : -20 }
                cells.withUnsafeBufferPointer { cells in
                    scores.withUnsafeMutableBufferPointer {
                        cursor.scores(cells: cells, stepCount: layout.steps.count, into: $0)
                    }
                }
                #expect(scores.indices.max { scores[$0] < scores[$1] } == Int(token))
            } else {
                conditions += 1
            }
            cursor.advance(token)
        }
        #expect(conditions == layout.conditions.count && cursor.stepsPerBar == 6)
    }

    /// With independent cells, the probability of a step's tokens is the product of the cells' probabilities.
    @Test func theCostOfAStepIsThatOfItsCells() throws {
        let (tokenizer, grid) = (try tokenizer("pianoroll"), try grid("pianoroll"))
        let tokens = try tokenizer.encode(readTune("X:1\nM:2/4\nL:1/8\nK:C\n[CE]2 zG|]")).tokens
        let chances = (0..<grid.cells).map { 0.1 + 0.03 * Double($0) }
        let cells = chances.map { Float(log($0 / (1 - $0))) }
        var cursor = grid.cursor
        cursor.advance(tokens[0])
        var cost = 0.0
        var scores = [Float](repeating: 0, count: tokenizer.vocabulary.count)
        // The tokens up to the one that opens the second step.
        for token in tokens[1...4] {
            cells.withUnsafeBufferPointer { cells in
                scores.withUnsafeMutableBufferPointer { cursor.scores(cells: cells, stepCount: 4, into: $0) }
            }
            let sum = scores.reduce(0.0) { $0 + exp(Double($1)) }
            if cursor.step == 0, token != tokens[1] { cost += Double(scores[Int(token)]) - log(sum) }
            cursor.advance(token)
        }
        let expected = chances.enumerated().reduce(0.0) { $0 + log([0, 4].contains($1.0) ? $1.1 : 1 - $1.1) }
        #expect(abs(cost - expected) < 1e-4)
    }
}

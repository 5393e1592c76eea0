import MuseEvaluation
import Testing

@Suite struct AttributeDirectionsTests {
    @Test func onlyAttributesInWhichTunesDifferHaveADirection() {
        // Two bars each, with two and with four notes.
        let (few, many) = ("D4:4 E4:4 | D4:4 E4:4 |]", "D4:2 E4:2 D4:2 E4:2 | D4:2 E4:2 D4:2 E4:2 |]")
        let directions = AttributeDirections([tune(few), tune(many)], at: [[-1, 0], [1, 0]])
        #expect(directions.attributes == [.density])
        // The tunes are one standard deviation from their mean, in density and in the first coordinate.
        let move = directions.move([.density: 2])
        #expect(abs(move[0] - 2) < 1e-6 && move[1] == 0)
    }

    /// Tunes with more notes have more leaps: the first coordinate determines the notes, the second the additional
    /// leaps. The leaps are a third of the first and √8/3 of the second, so the displacement for notes alone is 1 along
    /// the first and -1/√8 along the second.
    @Test func otherAttributesStayUnchanged() {
        let density = [-1.0, -1, -1, 1, 1, 1]
        let leaps = [-1.0, -1, 1, -1, 1, 1]
        let root = 8.0.squareRoot()
        let points = zip(density, leaps).map { [Float($0), Float((3 * $1 - $0) / root)] }
        let directions = AttributeDirections([(.density, density), (.leaps, leaps)], at: points)
        for (amounts, wanted) in [
            ([.density: 1], [1, -1 / root]), ([.leaps: 1], [0, 3 / root]),
            ([.density: 1, .leaps: -2], [1, -7 / root]),
        ] as [([TuneAttribute: Double], [Double])] {
            for (number, value) in zip(directions.move(amounts), wanted) {
                #expect(abs(Double(number) - value) < 1e-5, "\(amounts)")
            }
        }
    }

    @Test func aSingleTuneHasNoDirections() {
        let directions = AttributeDirections([tune("D4:4 E4:4 |]")], at: [[1, 2]])
        #expect(directions.attributes.isEmpty && directions.move([:]) == [])
    }

    /// Three attributes cannot be changed independently by tunes on a line.
    @Test func fewerTunesThanAttributesStillGiveADisplacement() {
        let directions = AttributeDirections(
            [(.density, [0, 1]), (.leaps, [1, 0]), (.meanPitch, [60, 72])], at: [[-1], [1]])
        #expect(directions.move([.density: 1, .leaps: -1, .meanPitch: 1])[0].isFinite)
    }
}

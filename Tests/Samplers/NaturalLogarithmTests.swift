import MusePlatform
import MuseProtocols
import MuseSamplers
import Testing

@Suite struct NaturalLogarithmTests {
    /// Compares with the system's function, whose error is below one unit in the last place.
    @Test func isExactToTheLastBits() {
        var random = RandomSource(seed: 6)
        for scale in [1e-300, 1e-9, 1, 3, 1e9, 1e300] {
            for _ in 0..<2000 {
                let x = scale * (0.1 + random.uniform())
                #expect(abs(naturalLogarithm(x) - log(x)) <= 5e-16 * max(abs(log(x)), 1e-3), "\(x)")
            }
        }
    }

    @Test func takesTheEndsOfTheRange() {
        #expect(
            naturalLogarithm(1) == 0 && naturalLogarithm(0) == -.infinity && naturalLogarithm(.infinity) == .infinity)
        #expect(naturalLogarithm(.nan).isNaN)
    }
}

import MusePlatform

/// Spherical interpolation between two points of a latent space.
///
/// Linear interpolation would pass closer to the origin than encoded tunes are.
///
/// Source: White, "Sampling Generative Networks", arXiv:1609.04468, section 2.1.
///
/// - Parameter share: the interpolation weight; 0 gives the first point, 1 the second.
package func sphericalInterpolation(_ a: [Float], _ b: [Float], _ share: Float) -> [Float] {
    func length(_ x: [Float]) -> Float { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    let lengths = length(a) * length(b)
    let angle = lengths > 0 ? acos(min(1, max(-1, product / lengths))) : 0
    guard sin(angle) > 1e-4 else { return zip(a, b).map { $0 + share * ($1 - $0) } }
    let (first, second) = (sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle))
    return zip(a, b).map { first * $0 + second * $1 }
}

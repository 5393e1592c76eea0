import MusePlatform

/// The forward variables of a sequence.
package struct ForwardPass: Sendable {
    /// p(node | observations so far): `[T, W]`.
    package var alphas: [Double]
    /// The factor of each step, p(observation | observations before), without `Trellis.emissionLogs`: `[T]`.
    package var scales: [Double]
    /// ln p(observations).
    package var logLikelihood: Double
}

extension Trellis {
    /// Computes the forward variables.
    ///
    /// Each step is divided by its sum, whose logarithm is kept. This is arithmetic in log space with one logarithm a
    /// step in place of one for each transition: nothing underflows, and results agree to rounding.
    ///
    /// Source: Rabiner, "A Tutorial on Hidden Markov Models and Selected Applications in Speech Recognition",
    /// Proceedings of the IEEE 77(2), 1989, sections III.A and V.A.
    ///
    /// - Precondition: every prefix of the sequence has a positive probability.
    package func forward() -> ForwardPass {
        let (width, states) = (width, states)
        var alphas = [Double](repeating: 0, count: count * width)
        var scales = [Double](repeating: 0, count: count)
        var logLikelihood = 0.0
        alphas.withUnsafeMutableBufferPointer { alphas in
            emissions.withUnsafeBufferPointer { emissions in
                for t in 0..<count {
                    let row = UnsafeMutableBufferPointer(rebasing: alphas[t * width..<(t + 1) * width])
                    if t == 0 {
                        for node in 0..<width { row[node] = initial[node] }
                    } else {
                        transitions[matrices[t]].withUnsafeBufferPointer { matrix in
                            for node in 0..<width {
                                let alpha = alphas[(t - 1) * width + node]
                                if alpha == 0 { continue }
                                let (next, from) = (successors(of: node), node * states)
                                for state in 0..<states { row[next + state] += alpha * matrix[from + state] }
                            }
                        }
                    }
                    var sum = 0.0
                    for node in 0..<width {
                        row[node] *= emissions[t * width + node]
                        sum += row[node]
                    }
                    precondition(sum > 0, "step \(t) is impossible")
                    for node in 0..<width { row[node] /= sum }
                    scales[t] = sum
                    logLikelihood += log(sum) + emissionLogs[t]
                }
            }
        }
        return ForwardPass(alphas: alphas, scales: scales, logLikelihood: logLikelihood)
    }

    /// Computes the backward variables, and passes the posteriors to closures, the last step first.
    ///
    /// - Parameters:
    ///   - onState: gets a step and p(node | all observations), `[W]`.
    ///   - onTransition: gets a step after the first, p(node | observations so far) of the step before it, `[W]`, and
    ///     for each node of the step p(this and all later observations | node) / p(they | earlier ones), `[W]`. Their
    ///     product with the transition matrix is the posterior probability of the transition.
    package func backward(
        _ forward: ForwardPass, onState: (Int, UnsafeBufferPointer<Double>) -> Void,
        onTransition: (Int, UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>) -> Void
    ) {
        let (width, states) = (width, states)
        var beta = [Double](repeating: 1, count: width)
        var arriving = [Double](repeating: 0, count: width)
        var gamma = [Double](repeating: 0, count: width)
        forward.alphas.withUnsafeBufferPointer { alphas in
            emissions.withUnsafeBufferPointer { emissions in
                beta.withUnsafeMutableBufferPointer { beta in
                    arriving.withUnsafeMutableBufferPointer { arriving in
                        gamma.withUnsafeMutableBufferPointer { gamma in
                            for t in (0..<count).reversed() {
                                let first = t * width
                                for node in 0..<width { gamma[node] = alphas[first + node] * beta[node] }
                                onState(t, UnsafeBufferPointer(gamma))
                                guard t > 0 else { return }
                                let scale = forward.scales[t]
                                for node in 0..<width {
                                    arriving[node] = emissions[first + node] * beta[node] / scale
                                }
                                onTransition(
                                    t, UnsafeBufferPointer(rebasing: alphas[first - width..<first]),
                                    UnsafeBufferPointer(arriving))
                                transitions[matrices[t]].withUnsafeBufferPointer { matrix in
                                    for node in 0..<width {
                                        beta[node] = dotProduct(
                                            matrix.baseAddress! + node * states,
                                            arriving.baseAddress! + successors(of: node), states)
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// p(node | all observations): `[T, W]`.
    package func posteriors() -> [Double] {
        var result = [Double](repeating: 0, count: count * width)
        backward(
            forward(), onState: { t, gamma in for node in 0..<width { result[t * width + node] = gamma[node] } },
            onTransition: { _, _, _ in })
        return result
    }
}

/// The sum of products, in four sums that a processor can compute side by side.
@inline(__always)
private func dotProduct(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var sums = SIMD4<Double>.zero
    var i = 0
    while i + 4 <= count {
        sums += SIMD4(a[i], a[i + 1], a[i + 2], a[i + 3]) * SIMD4(b[i], b[i + 1], b[i + 2], b[i + 3])
        i += 4
    }
    var sum = sums.sum()
    while i < count {
        sum += a[i] * b[i]
        i += 1
    }
    return sum
}

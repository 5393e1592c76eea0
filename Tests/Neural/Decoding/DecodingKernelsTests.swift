import MuseNeural
import MusePlatform
import MuseProtocols
import Testing

/// The activations of decoders by their definitions, on some columns of rows.
@Suite struct DecodingKernelsTests {
    private let numbers: [Float] = {
        var random = RandomSource(seed: 4)
        return (0..<60).map { _ in Float(10 * random.uniform() - 5) }
    }()

    @Test func geluIsItsDefinition() {
        var y = numbers
        y.withUnsafeMutableBufferPointer { y in
            guard let start = y.baseAddress else { return }
            DecodingKernels.gelu(start + 1, stride: 20, rows: 3, 18)
        }
        for i in y.indices {
            let v = Double(numbers[i])
            let active = v / 2 * (1 + tanh(0.797_884_560_8 * (v + 0.044_715 * v * v * v)))
            #expect((1..<19).contains(i % 20) ? abs(Double(y[i]) - active) < 1e-5 : y[i] == numbers[i])
        }
    }

    @Test func swiGLUIsItsDefinition() {
        var y = numbers
        let up = Array(numbers.reversed())
        y.withUnsafeMutableBufferPointer { y in
            up.withUnsafeBufferPointer { up in
                guard let start = y.baseAddress, let up = up.baseAddress else { return }
                DecodingKernels.swiGLU(start + 1, up: up + 1, stride: 20, rows: 3, 18)
            }
        }
        for i in y.indices {
            let v = Double(numbers[i])
            let active = v / (1 + exponential(-v)) * Double(up[i])
            #expect((1..<19).contains(i % 20) ? abs(Double(y[i]) - active) < 1e-5 : y[i] == numbers[i])
        }
    }
}

import CKernels
package import MuseProtocols
package import MuseStorage

/// The values of all parameters of a model, or as many numbers that go with them: gradients, moments.
///
/// Written by one thread at a time, and by nobody while others read.
package final class Weights: @unchecked Sendable {
    package let layout: ParameterLayout
    package let values: UnsafeMutablePointer<Float>

    /// All 0.
    package init(_ layout: ParameterLayout) {
        self.layout = layout
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(layout.size, 1) * MemoryLayout<Float>.stride, alignment: Pool.alignment)
        values = memory.bindMemory(to: Float.self, capacity: max(layout.size, 1))
        values.initialize(repeating: 0, count: max(layout.size, 1))
    }

    deinit { values.deallocate() }

    /// What each parameter starts from. A parameter's numbers depend on the seed and its name alone.
    package convenience init(_ layout: ParameterLayout, initialisedFrom random: RandomSource) {
        self.init(layout)
        for parameter in layout.parameters {
            var stream = random.stream("weights " + parameter.name)
            let target = values + parameter.offset
            switch parameter.initial {
            case .zero: break
            case .one: for i in 0..<parameter.count { target[i] = 1 }
            case .normal(let deviation): for i in 0..<parameter.count { target[i] = deviation * stream.normal() }
            case .uniform(let bound):
                for i in 0..<parameter.count { target[i] = bound * Float(2 * stream.uniform() - 1) }
            }
        }
    }

    /// Every matrix to the nearest bfloat16 values; gains and biases stay.
    package func roundToBF16() {
        for parameter in layout.parameters where !parameter.isVector {
            muse_round_to_bf16(values + parameter.offset, values + parameter.offset, parameter.count)
        }
    }

    package func copy() -> Weights {
        let copy = Weights(layout)
        copy.copy(from: self)
        return copy
    }

    package func copy(from other: Weights) { values.update(from: other.values, count: layout.size) }

    package subscript(parameter: Parameter) -> UnsafeMutableBufferPointer<Float> {
        UnsafeMutableBufferPointer(start: values + parameter.offset, count: parameter.count)
    }

    /// Matrices of bfloat16 values take two bytes a number, all others four.
    ///
    /// - Parameter prefix: put before each name.
    package func tensors(prefix: String = "") -> [StoredTensor] {
        layout.parameters.map { parameter in
            let (name, own) = (prefix + parameter.name, self[parameter])
            guard !parameter.isVector, own.allSatisfy(\.isBF16) else {
                return StoredTensor(name: name, shape: parameter.shape, floats: Array(own))
            }
            let halves = own.map { UInt16($0.bitPattern >> 16) }
            return StoredTensor(
                name: name, kind: .bf16, shape: parameter.shape, bytes: halves.withUnsafeBytes { Array($0) })
        }
    }

    /// - Throws: `StorageError` where a tensor is missing, has another shape or holds a number that is not finite.
    package func load(_ saved: SavedModel, prefix: String = "") throws {
        for parameter in layout.parameters {
            let name = prefix + parameter.name
            guard let tensor = saved.tensors.first(where: { $0.name == name }) else {
                throw StorageError("there is no tensor '\(name)'")
            }
            guard tensor.shape == parameter.shape else {
                throw StorageError("tensor '\(name)' has shape \(tensor.shape) and not \(parameter.shape)")
            }
            let read = try tensor.floats()
            guard read.allSatisfy(\.isFinite) else {
                throw StorageError("tensor '\(name)' holds a number that is not finite; the model is damaged")
            }
            for i in read.indices { values[parameter.offset + i] = read[i] }
        }
    }
}

extension Weights {
    /// The first parameter with a value that is not finite; nil where there is none.
    package var nonFiniteParameter: Parameter? {
        layout.parameters.first { !self[$0].allSatisfy(\.isFinite) }
    }
}

extension Float {
    /// The lower half of its bits is empty.
    var isBF16: Bool { bitPattern & 0xFFFF == 0 }
}

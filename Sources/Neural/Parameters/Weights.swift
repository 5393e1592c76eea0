import CKernels
package import MuseProtocols
package import MuseStorage

/// The values of all parameters of a model, or arrays with the same layout, such as gradients and moments.
///
/// Not synchronised: only one thread may write at a time, and only while no other thread reads.
package final class Weights: @unchecked Sendable {
    package let layout: ParameterLayout
    package let values: UnsafeMutablePointer<Float>

    /// Creates weights that are all 0.
    package init(_ layout: ParameterLayout) {
        self.layout = layout
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(layout.size, 1) * MemoryLayout<Float>.stride, alignment: Pool.alignment)
        values = memory.bindMemory(to: Float.self, capacity: max(layout.size, 1))
        values.initialize(repeating: 0, count: max(layout.size, 1))
    }

    deinit { values.deallocate() }

    /// Creates initial weights. The values of a parameter depend only on the seed and its name.
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

    /// Rounds every matrix to the nearest bfloat16 values; gains and biases stay unchanged.
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

    /// Returns the parameters as tensors for storage. A matrix whose values are all exact in bfloat16 takes two bytes
    /// per value, any other tensor four.
    ///
    /// - Parameter prefix: prepended to each name.
    package func tensors(prefix: String = "") -> [StoredTensor] {
        layout.parameters.map { parameter in
            let (name, values) = (prefix + parameter.name, self[parameter])
            guard !parameter.isVector, values.allSatisfy(\.isBF16) else {
                return StoredTensor(name: name, shape: parameter.shape, floats: Array(values))
            }
            let halves = values.map { UInt16($0.bitPattern >> 16) }
            return StoredTensor(
                name: name, kind: .bf16, shape: parameter.shape, bytes: halves.withUnsafeBytes { Array($0) })
        }
    }

    /// Loads the values of all parameters.
    ///
    /// - Throws: `StorageError` if a parameter is missing, has another shape or contains a non-finite value.
    package func load(_ saved: SavedModel, prefix: String = "") throws { try load(saved) { prefix + $0 } }

    /// Loads the values of some parameters; the others keep theirs.
    ///
    /// - Parameter tensorName: returns the name of the tensor of a parameter; nil for a parameter to leave as it is.
    /// - Throws: `StorageError` as above.
    package func load(_ saved: SavedModel, tensorName: (_ parameter: String) -> String?) throws {
        for parameter in layout.parameters {
            guard let name = tensorName(parameter.name) else { continue }
            guard let tensor = saved.tensors.first(where: { $0.name == name }) else {
                throw StorageError("tensor '\(name)' is missing")
            }
            guard tensor.shape == parameter.shape else {
                throw StorageError("tensor '\(name)' has shape \(tensor.shape) instead of \(parameter.shape)")
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
    /// The first parameter that contains a non-finite value; nil if there is none.
    package var nonFiniteParameter: Parameter? {
        layout.parameters.first { !self[$0].allSatisfy(\.isFinite) }
    }
}

extension Float {
    /// Whether the value is exact in bfloat16: its lower 16 bits are 0.
    var isBF16: Bool { bitPattern & 0xFFFF == 0 }
}

import Foundation
import MuseStorage

/// Reference values of PyTorch, written by reference/make.py.
struct Reference {
    private let tensors: [String: StoredTensor]

    struct Missing: Error { let name: String }

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("reference/ops.safetensors")
        let stored = try SafetensorsFile(decoding: [UInt8](Data(contentsOf: file)))
        tensors = Dictionary(stored.tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func tensor(_ name: String) throws -> StoredTensor {
        guard let tensor = tensors[name] else { throw Missing(name: name) }
        return tensor
    }

    func floats(_ name: String) throws -> [Float] { try tensor(name).floats() }

    func integers(_ name: String) throws -> [Int32] { try tensor(name).values(as: Int32.self) }

    func matrix(_ name: String) throws -> Matrix {
        let tensor = try tensor(name)
        let rows = tensor.shape.count > 1 ? tensor.shape[0] : 1
        return Matrix(rows, tensor.shape[tensor.shape.count - 1], try tensor.floats())
    }

    /// Returns the rows of a matrix, which are the values after each step.
    func steps(_ name: String) throws -> [[Float]] {
        let (tensor, floats) = (try tensor(name), try floats(name))
        let size = floats.count / tensor.shape[0]
        return (0..<tensor.shape[0]).map { Array(floats[($0 * size)..<(($0 + 1) * size)]) }
    }
}

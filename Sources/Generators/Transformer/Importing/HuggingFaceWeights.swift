import MuseMusic
import MuseNeural
import MuseStorage

/// Converts the tensors of a Hugging Face model to the weights of a `TransformerNetwork`.
struct HuggingFaceWeights {
    private let path: String
    private let architecture: any HuggingFaceArchitecture.Type
    /// The tensors by name, without the prefix.
    private let tensors: [String: StoredTensor]
    private var problems: [String] = []

    init(_ source: HuggingFaceModel, _ architecture: any HuggingFaceArchitecture.Type) {
        path = source.weightsPath
        self.architecture = architecture
        let prefix = architecture.prefix
        tensors = Dictionary(
            source.tensors.map { tensor in
                (tensor.name.hasPrefix(prefix) ? String(tensor.name.dropFirst(prefix.count)) : tensor.name, tensor)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// Converts the tensors to weights.
    ///
    /// - Parameter count: the number of rows of the imported token tables.
    /// - Throws: `ImportProblems` for missing tensors, unsupported tensors, and wrong shapes or values.
    mutating func converted(for network: TransformerNetwork, _ tokens: TokenRows, of count: Int) throws -> Weights {
        let sources = architecture.sources(network.shape)
        // Check all shapes before allocating: a config may claim sizes that the file does not have.
        var found: [(parameter: Parameter, pieces: [Piece])] = []
        var used: Set<String> = network.shape.isTied ? ["lm_head.weight"] : []
        for parameter in network.layout.parameters {
            guard let source = sources[parameter.name] else {
                preconditionFailure("\(architecture) has nothing for \(parameter.name)")
            }
            used.formUnion(source.parts.map(\.name))
            let outputs = parameter.isVector ? parameter.columns : isTable(parameter) ? count : parameter.rows
            found.append((parameter, source.parts.compactMap { piece($0, outputs, like: parameter) }))
        }
        for name in tensors.keys.sorted() where !used.contains(name) && !architecture.isIgnored(name) {
            problems.append(
                "tensor '\(printable(tensors[name]?.name ?? name))' has no counterpart in muse's Transformer")
        }
        guard problems.isEmpty else { throw ImportProblems(listedProblems) }
        let weights = Weights(network.layout)
        for (parameter, pieces) in found {
            let values = try pieces.flatMap { try $0.values() }
            guard values.allSatisfy(\.isFinite) else {
                let names = pieces.map { printable($0.tensor.name) }.joined(separator: "', '")
                throw ImportProblems(["\(printable(path)): '\(names)' contains values that are not finite"])
            }
            copy(
                values, into: weights[parameter], columns: parameter.columns,
                order: isTable(parameter) ? tokens.order : nil)
        }
        return weights
    }

    private func isTable(_ parameter: Parameter) -> Bool {
        ["embedding.weight", "output.weight"].contains(parameter.name)
    }

    /// A tensor that fills part of a parameter.
    private struct Piece {
        let tensor: StoredTensor
        let rows, columns: Int
        let isTransposed: Bool

        /// Returns the values as `[O, I]`.
        func values() throws -> [Float] {
            let floats = try tensor.floats()
            guard isTransposed else { return floats }
            var transposed = [Float](repeating: 0, count: floats.count)
            for row in 0..<rows {
                for column in 0..<columns { transposed[row * columns + column] = floats[column * rows + row] }
            }
            return transposed
        }
    }

    /// Returns a piece; nil, with a problem recorded, if its tensor is missing or has the wrong shape or type.
    private mutating func piece(_ part: WeightSource.Part, _ outputs: Int, like parameter: Parameter) -> Piece? {
        let rows = part.rows ?? outputs
        let columns = parameter.columns
        let shape = parameter.isVector ? [rows] : part.isTransposed ? [columns, rows] : [rows, columns]
        guard let tensor = tensors[part.name] else {
            problems.append("tensor '\(originalName(part.name))' is missing")
            return nil
        }
        guard tensor.shape == shape else {
            problems.append(
                "tensor '\(printable(tensor.name))' has shape \(tensor.shape); config.json implies \(shape)")
            return nil
        }
        guard tensor.kind.isFloat else {
            problems.append("tensor '\(printable(tensor.name))' has type \(tensor.kind.rawValue) instead of floats")
            return nil
        }
        return Piece(tensor: tensor, rows: rows, columns: columns, isTransposed: part.isTransposed)
    }

    /// Copies values into a parameter.
    ///
    /// - Parameter order: the rows to copy; nil for all. Additional rows of the parameter, for special tokens that the
    ///   imported model does not have, stay 0.
    private func copy(_ values: [Float], into target: UnsafeMutableBufferPointer<Float>, columns: Int, order: [Int]?) {
        guard let order else {
            for i in values.indices { target[i] = values[i] }
            return
        }
        for (row, other) in order.prefix(target.count / columns).enumerated() {
            for column in 0..<columns { target[row * columns + column] = values[other * columns + column] }
        }
    }

    /// Returns a tensor's name as transformers writes it.
    private func originalName(_ name: String) -> String {
        let isPrefixed = name != "lm_head.weight" && tensors.values.contains { $0.name.hasPrefix(architecture.prefix) }
        return (isPrefixed ? architecture.prefix : "") + name
    }

    /// The first problems, because a wrong config makes every tensor wrong.
    private var listedProblems: [String] {
        let limit = 10
        let first = problems.prefix(limit).map { "\(printable(path)): \($0)" }
        return problems.count > limit ? first + ["\(printable(path)): \(problems.count - limit) more problems"] : first
    }
}

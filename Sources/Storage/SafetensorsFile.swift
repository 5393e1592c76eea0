/// Tensors in one file, as Hugging Face's safetensors library reads and writes them.
///
/// Eight bytes with the header's length, little-endian; the header, a JSON object that gives each tensor's type, shape
/// and place; then the numbers, without gaps.
///
/// Source: https://github.com/huggingface/safetensors, "Format". Ours: the names in a header are sorted, wide numbers
/// lie first so that all are aligned, and the same tensors give the same bytes.
package struct SafetensorsFile: Sendable {
    /// By name.
    package var tensors: [StoredTensor]
    package var metadata: [String: String]

    package init(_ tensors: [StoredTensor], metadata: [String: String] = [:]) {
        self.tensors = tensors.sorted { $0.name < $1.name }
        self.metadata = metadata
    }

    /// - Precondition: names are unique, and none is `__metadata__`.
    package func encoded() throws -> [UInt8] {
        var header: [String: JSON] = [:]
        if !metadata.isEmpty { header["__metadata__"] = .object(metadata.mapValues { .string($0) }) }
        // A stable sort: names rise within a width.
        let placed = [8, 4, 2, 1].flatMap { width in tensors.filter { $0.kind.byteCount == width } }
        var end = 0
        for tensor in placed {
            precondition(header[tensor.name] == nil, "two tensors are called '\(tensor.name)'")
            header[tensor.name] = .object([
                "dtype": .string(tensor.kind.rawValue), "shape": .array(tensor.shape.map { .int($0) }),
                "data_offsets": .array([.int(end), .int(end + tensor.bytes.count)]),
            ])
            end += tensor.bytes.count
        }
        var text = try JSON.object(header).bytes()
        // Spaces up to a multiple of eight, as the format allows, so that the numbers start aligned.
        text.append(contentsOf: repeatElement(0x20, count: (8 - text.count % 8) % 8))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + text.count + end)
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: text.count >> (8 * shift))) }
        bytes.append(contentsOf: text)
        for tensor in placed { bytes.append(contentsOf: tensor.bytes) }
        return bytes
    }
}

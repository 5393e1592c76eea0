/// A file of tensors in the format of Hugging Face's safetensors library.
///
/// A file starts with the length of the header in eight bytes, little-endian. The header follows, a JSON object with
/// the type, shape and offsets of each tensor; then the data, without gaps.
///
/// Source: https://github.com/huggingface/safetensors, "Format". Encoding sorts the names in the header and writes wide
/// types first, so that all numbers are aligned and equal tensors give equal bytes.
package struct SafetensorsFile: Sendable {
    /// Sorted by name.
    package var tensors: [StoredTensor]
    package var metadata: [String: String]

    package init(_ tensors: [StoredTensor], metadata: [String: String] = [:]) {
        self.tensors = tensors.sorted { $0.name < $1.name }
        self.metadata = metadata
    }

    /// Returns the bytes of the file.
    ///
    /// - Precondition: names are unique, and none is `__metadata__`.
    package func encoded() throws -> [UInt8] {
        var header: [String: JSON] = [:]
        if !metadata.isEmpty { header["__metadata__"] = .object(metadata.mapValues { .string($0) }) }
        // A stable sort: within a width, tensors stay sorted by name.
        let ordered = [8, 4, 2, 1].flatMap { width in tensors.filter { $0.kind.byteCount == width } }
        var end = 0
        for tensor in ordered {
            precondition(header[tensor.name] == nil, "two tensors are called '\(tensor.name)'")
            header[tensor.name] = .object([
                "dtype": .string(tensor.kind.rawValue), "shape": .array(tensor.shape.map { .int($0) }),
                "data_offsets": .array([.int(end), .int(end + tensor.bytes.count)]),
            ])
            end += tensor.bytes.count
        }
        var text = try JSON.object(header).bytes()
        // Spaces up to a multiple of eight, as the format allows, so that the numbers are aligned.
        text.append(contentsOf: repeatElement(0x20, count: (8 - text.count % 8) % 8))
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + text.count + end)
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: text.count >> (8 * shift))) }
        bytes.append(contentsOf: text)
        for tensor in ordered { bytes.append(contentsOf: tensor.bytes) }
        return bytes
    }
}

extension SafetensorsFile {
    /// The maximum size of a header in bytes; real headers have a few kilobytes.
    private static let maximumHeaderSize = 16 << 20

    /// Decodes a file from untrusted bytes, all of which are validated.
    ///
    /// - Throws: `StorageError`.
    package init(decoding bytes: [UInt8]) throws {
        let header = try Self.header(of: bytes)
        let data = bytes[(8 + header.length)...]
        var metadata: [String: String] = [:]
        var entries: [Entry] = []
        for (name, value) in header.members.sorted(by: { $0.key < $1.key }) {
            if name == "__metadata__" {
                guard case .object(let members) = value else { throw StorageError("'__metadata__' is not an object") }
                for (key, value) in members {
                    guard let text = value.stringValue else {
                        throw StorageError("'\(printable(key))' of '__metadata__' is not a string")
                    }
                    metadata[key] = text
                }
            } else {
                entries.append(try Entry(name, value, dataCount: data.count))
            }
        }
        try Self.checkCoverage(entries, dataCount: data.count)
        self.init(
            entries.map { entry in
                let range = (data.startIndex + entry.range.lowerBound)..<(data.startIndex + entry.range.upperBound)
                return StoredTensor(
                    name: entry.name, kind: entry.kind, shape: entry.shape, bytes: Array(bytes[range]))
            }, metadata: metadata)
    }

    private static func header(of bytes: [UInt8]) throws -> (members: [String: JSON], length: Int) {
        guard bytes.count >= 8 else { throw StorageError("\(bytes.count) bytes are too few for a safetensors file") }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(bytes.count - 8) else {
            throw StorageError("the header should have \(length) bytes, but only \(bytes.count - 8) follow")
        }
        guard length <= UInt64(maximumHeaderSize) else {
            throw StorageError("the header has \(length) bytes; the limit is \(maximumHeaderSize)")
        }
        let text = bytes[8..<(8 + Int(length))]
        guard text.first == UInt8(ascii: "{"), case .object(let members)? = try? JSON(parsing: Array(text)) else {
            throw StorageError("the header is not a JSON object")
        }
        return (members, Int(length))
    }

    /// Checks that every byte belongs to exactly one tensor.
    private static func checkCoverage(_ entries: [Entry], dataCount: Int) throws {
        var end = 0
        // Empty tensors may start where others do.
        let inOrder = entries.sorted {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        for entry in inOrder {
            guard entry.range.lowerBound == end else {
                throw StorageError("\(entry.label) starts at byte \(entry.range.lowerBound), not \(end)")
            }
            end = entry.range.upperBound
        }
        guard end == dataCount else { throw StorageError("the tensors fill \(end) of \(dataCount) bytes") }
    }
}

/// The header entry of one tensor.
private struct Entry {
    let name: String
    let kind: StoredTensor.Kind
    let shape: [Int]
    let range: Range<Int>

    var label: String { "tensor '\(printable(name))'" }

    init(_ name: String, _ value: JSON, dataCount: Int) throws {
        self.name = name
        let label = "tensor '\(printable(name))'"
        guard let type = value["dtype"]?.stringValue else { throw StorageError("\(label) has no dtype") }
        guard let kind = StoredTensor.Kind(rawValue: type) else {
            throw StorageError("\(label) has the unsupported dtype '\(printable(type))'")
        }
        guard let shape = Self.sizes(value["shape"]) else { throw StorageError("\(label) has no shape") }
        guard let offsets = Self.sizes(value["data_offsets"]), offsets.count == 2 else {
            throw StorageError("\(label) has no data_offsets")
        }
        guard offsets[0] <= offsets[1], offsets[1] <= dataCount else {
            throw StorageError("\(label) has data_offsets \(offsets), but there are \(dataCount) bytes of data")
        }
        var size = kind.byteCount
        for length in shape {
            let (product, isTooLarge) = size.multipliedReportingOverflow(by: length)
            guard !isTooLarge else { throw StorageError("\(label) has the impossible shape \(shape)") }
            size = product
        }
        guard size == offsets[1] - offsets[0] else {
            throw StorageError("\(label) of shape \(shape) takes \(size) bytes, not \(offsets[1] - offsets[0])")
        }
        self.kind = kind
        self.shape = shape
        range = offsets[0]..<offsets[1]
    }

    /// A list of non-negative integers.
    private static func sizes(_ value: JSON?) -> [Int]? {
        guard case .array(let items)? = value else { return nil }
        let sizes = items.compactMap(\.intValue).filter { $0 >= 0 }
        return sizes.count == items.count ? sizes : nil
    }
}

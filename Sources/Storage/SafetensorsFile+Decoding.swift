extension SafetensorsFile {
    /// In bytes; real headers have a few kilobytes.
    private static let longestHeader = 16 << 20

    /// Decodes untrusted bytes: everything is checked.
    ///
    /// - Throws: `StorageError`.
    package init(decoding bytes: [UInt8]) throws {
        let header = try Self.header(of: bytes)
        let data = bytes[(8 + header.length)...]
        var metadata: [String: String] = [:]
        var places: [Place] = []
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
                places.append(try Place(name, value, dataCount: data.count))
            }
        }
        try Self.checkCover(places, dataCount: data.count)
        self.init(
            places.map { place in
                let range = (data.startIndex + place.range.lowerBound)..<(data.startIndex + place.range.upperBound)
                return StoredTensor(
                    name: place.name, kind: place.kind, shape: place.shape, bytes: Array(bytes[range]))
            }, metadata: metadata)
    }

    private static func header(of bytes: [UInt8]) throws -> (members: [String: JSON], length: Int) {
        guard bytes.count >= 8 else { throw StorageError("\(bytes.count) bytes are too few for a safetensors file") }
        let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(bytes.count - 8) else {
            throw StorageError("the header should have \(length) bytes, but only \(bytes.count - 8) follow")
        }
        guard length <= UInt64(longestHeader) else {
            throw StorageError("the header has \(length) bytes; the limit is \(longestHeader)")
        }
        let text = bytes[8..<(8 + Int(length))]
        guard text.first == UInt8(ascii: "{"), case .object(let members)? = try? JSON(parsing: Array(text)) else {
            throw StorageError("the header is not a JSON object")
        }
        return (members, Int(length))
    }

    /// Checks that every byte belongs to exactly one tensor.
    private static func checkCover(_ places: [Place], dataCount: Int) throws {
        var end = 0
        // Empty tensors may start where others do.
        let inOrder = places.sorted {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        for place in inOrder {
            guard place.range.lowerBound == end else {
                throw StorageError("\(place.called) starts at byte \(place.range.lowerBound), not \(end)")
            }
            end = place.range.upperBound
        }
        guard end == dataCount else { throw StorageError("the tensors fill \(end) of \(dataCount) bytes") }
    }
}

/// The header entry of one tensor.
private struct Place {
    let name: String
    let kind: StoredTensor.Kind
    let shape: [Int]
    let range: Range<Int>

    var called: String { "tensor '\(printable(name))'" }

    init(_ name: String, _ value: JSON, dataCount: Int) throws {
        self.name = name
        let called = "tensor '\(printable(name))'"
        guard let type = value["dtype"]?.stringValue else { throw StorageError("\(called) has no dtype") }
        guard let kind = StoredTensor.Kind(rawValue: type) else {
            throw StorageError("\(called) has the unsupported dtype '\(printable(type))'")
        }
        guard let shape = Self.sizes(value["shape"]) else { throw StorageError("\(called) has no shape") }
        guard let offsets = Self.sizes(value["data_offsets"]), offsets.count == 2 else {
            throw StorageError("\(called) has no data_offsets")
        }
        guard offsets[0] <= offsets[1], offsets[1] <= dataCount else {
            throw StorageError("\(called) lies at \(offsets), outside of \(dataCount) bytes")
        }
        var size = kind.byteCount
        for length in shape {
            let (product, isTooLarge) = size.multipliedReportingOverflow(by: length)
            guard !isTooLarge else { throw StorageError("\(called) has the impossible shape \(shape)") }
            size = product
        }
        guard size == offsets[1] - offsets[0] else {
            throw StorageError("\(called) of shape \(shape) takes \(size) bytes, not \(offsets[1] - offsets[0])")
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

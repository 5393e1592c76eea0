#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Bytes, and arrays of numbers by their bytes, little-endian, as text in base64.
enum Base64 {
    static func encoded(_ rows: [[Float]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * rows.reduce(0) { $0 + $1.count })
        for row in rows { row.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return Array(Data(bytes).base64EncodedData())
    }

    static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// nil where it is no base64.
    static func bytes(_ text: String) -> [UInt8]? { Data(base64Encoded: text).map { Array($0) } }

    /// nil where it is no base64, or not of whole numbers.
    static func floats(_ text: String) -> [Float]? {
        guard let data = Data(base64Encoded: text), data.count % 4 == 0 else { return nil }
        return [Float](unsafeUninitializedCapacity: data.count / 4) { floats, count in
            count = data.copyBytes(to: UnsafeMutableRawBufferPointer(floats)) / 4
        }
    }
}

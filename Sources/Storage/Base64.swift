#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Base64 encoding of bytes and of little-endian number arrays.
package enum Base64 {
    package static func encoded(_ rows: [[Float]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * rows.reduce(0) { $0 + $1.count })
        for row in rows { row.withUnsafeBytes { bytes.append(contentsOf: $0) } }
        return Array(Data(bytes).base64EncodedData())
    }

    package static func text(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

    /// nil if the text is not valid base64.
    package static func bytes(_ text: String) -> [UInt8]? { Data(base64Encoded: text).map { Array($0) } }

    /// nil if the text is not valid base64, or if the decoded length is not a multiple of 4 bytes.
    package static func words(_ text: String) -> [Int32]? { floats(text)?.map { Int32(bitPattern: $0.bitPattern) } }

    /// nil if the text is not valid base64, or if the decoded length is not a multiple of 4 bytes.
    package static func floats(_ text: String) -> [Float]? {
        guard let data = Data(base64Encoded: text), data.count % 4 == 0 else { return nil }
        return [Float](unsafeUninitializedCapacity: data.count / 4) { floats, count in
            count = data.copyBytes(to: UnsafeMutableRawBufferPointer(floats)) / 4
        }
    }
}

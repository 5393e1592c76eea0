/// A record of a TFRecord file: length, its checksum, data, their checksum; numbers in little-endian order.
///
/// Source: TensorFlow, `core/lib/io/record_writer.h`.
package enum TFRecord {
    package static func bytes(of data: [UInt8]) -> [UInt8] {
        let length = littleEndian(UInt64(data.count))
        return length + littleEndian(CRC32C.masked(of: length)) + data + littleEndian(CRC32C.masked(of: data))
    }

    private static func littleEndian(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}

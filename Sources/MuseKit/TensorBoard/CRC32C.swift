/// The cyclic redundancy check CRC-32C (Castagnoli), which TFRecord files use.
///
/// Source: RFC 3720, appendix B.4, with its test vectors; the masking is TensorFlow's, `core/lib/hash/crc32c.h`.
package enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { index in
        // The polynomial 0x1EDC6F41 with its bits reversed.
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x82F6_3B78 : value >> 1 }
    }

    package static func checksum(of bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
    }

    /// The checksum as TFRecord files store it: rotated and shifted, because checksums of data that contains checksums
    /// are weak.
    package static func masked(of bytes: some Sequence<UInt8>) -> UInt32 {
        let sum = checksum(of: bytes)
        return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
    }
}

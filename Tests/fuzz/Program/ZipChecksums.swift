/// The checksums of a zip archive's entries, without which no reader looks at a changed entry.
///
/// Source: PKWARE, APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and 4.4.7.
enum ZipChecksums {
    private static let directoryEntry: [UInt8] = [0x50, 0x4B, 1, 2]
    private static let localEntry: [UInt8] = [0x50, 0x4B, 3, 4]

    /// Corrects the checksums of all entries that are stored without compression.
    static func repair(_ archive: UnsafeMutableBufferPointer<UInt8>) {
        for i in archive.indices where starts(archive, i, directoryEntry) && i + 46 <= archive.count {
            let (method, size, local) = (
                number(archive, i + 10, 2), number(archive, i + 24, 4), number(archive, i + 42, 4)
            )
            guard method == 0, local + 30 <= archive.count, starts(archive, local, localEntry) else { continue }
            let start = local + 30 + number(archive, local + 26, 2) + number(archive, local + 28, 2)
            guard start + size <= archive.count else { continue }
            let sum = checksum(archive[start..<start + size])
            for k in 0..<4 {
                archive[i + 16 + k] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(k)))
                archive[local + 14 + k] = archive[i + 16 + k]
            }
        }
    }

    private static func starts(_ archive: UnsafeMutableBufferPointer<UInt8>, _ i: Int, _ signature: [UInt8]) -> Bool {
        i + 4 <= archive.count && archive[i..<i + 4].elementsEqual(signature)
    }

    private static func number(_ archive: UnsafeMutableBufferPointer<UInt8>, _ i: Int, _ size: Int) -> Int {
        (0..<size).reduce(0) { $0 | Int(archive[i + $1]) << (8 * $1) }
    }

    /// CRC-32 with the polynomial 0xEDB88320.
    private static func checksum(_ bytes: Slice<UnsafeMutableBufferPointer<UInt8>>) -> UInt32 {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        return ~sum
    }
}

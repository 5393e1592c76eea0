/// Returns a zip archive whose files are not compressed.
///
/// Source: PKWARE, APPNOTE.TXT 6.3, sections 4.3.7 to 4.3.16.
func storedZip(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for file in files {
        let name = Array(file.name.utf8)
        // Version, flags, method and time; checksum and sizes; lengths of name and extra field.
        let common =
            number(20, 2) + number(0, 8) + number(checksum(file.bytes), 4) + number(file.bytes.count, 4)
            + number(file.bytes.count, 4) + number(name.count, 2) + number(0, 2)
        directory += [0x50, 0x4B, 1, 2] + number(20, 2) + common + number(0, 10) + number(archive.count, 4) + name
        archive += [0x50, 0x4B, 3, 4] + common + name + file.bytes
    }
    let end =
        number(0, 4) + number(files.count, 2) + number(files.count, 2) + number(directory.count, 4)
        + number(archive.count, 4) + number(0, 2)
    return archive + directory + [0x50, 0x4B, 5, 6] + end
}

/// Little-endian.
private func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// CRC-32 with the polynomial 0xEDB88320.
private func checksum(_ bytes: [UInt8]) -> Int {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        sum ^= UInt32(byte)
        for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return Int(~sum)
}

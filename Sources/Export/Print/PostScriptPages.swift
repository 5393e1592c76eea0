import MuseStorage

/// Where the tunes are on the pages that abcm2ps writes.
struct PostScriptPages {
    private(set) var count = 0
    /// The start of the comment before each tune.
    private static let tune = Array("% --- xref ".utf8)
    /// The page of each tune, by its number. Tunes without music are not on any.
    private(set) var tunes: [Int: Int] = [:]

    /// - Throws: `FileError`.
    init(_ path: String) throws {
        let bytes = try FileReader.bytes(path)
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.first == UInt8(ascii: "%") {
            if line.starts(with: "%%Page: ".utf8) {
                count += 1
            } else if line.starts(with: Self.tune),
                let number = Int(String(decoding: line.dropFirst(Self.tune.count), as: UTF8.self))
            {
                tunes[number] = max(1, count)
            }
        }
    }
}

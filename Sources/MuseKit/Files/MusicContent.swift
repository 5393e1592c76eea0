/// Tells the format of music without a file name by its first bytes.
enum MusicContent {
    /// Returns the file extension that music in this format usually has; nil for an unknown format.
    static func fileExtension(of bytes: [UInt8]) -> String? {
        if bytes.starts(with: Array("MThd".utf8)) { return "mid" }
        if bytes.starts(with: Array("RIFF".utf8)), bytes.dropFirst(8).starts(with: Array("RMID".utf8)) { return "rmi" }
        if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return "mxl" }
        // XML in UTF-16 has a byte order mark and a zero byte beside each letter.
        let text = bytes.lazy.filter { $0 != 0 && ![0xEF, 0xBB, 0xBF, 0xFE, 0xFF].contains($0) }
        switch text.first(where: { $0 > 0x20 }) {
        case UInt8(ascii: "<"): return "musicxml"
        case UInt8(ascii: "{"): return "json"
        default: return isABC(String(decoding: text.prefix(1 << 16), as: UTF8.self)) ? "abc" : nil
        }
    }

    /// Whether a text states a version of ABC, or a line starts a tune.
    private static func isABC(_ text: String) -> Bool {
        text.hasPrefix("%abc")
            || text.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("X:") || $0.hasPrefix("K:") }
    }
}

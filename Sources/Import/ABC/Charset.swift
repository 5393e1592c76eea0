import MusePlatform

/// A character encoding by its name, as in `I:abc-charset iso-8859-2` (ABC 2.1, section 3.1.17).
enum Charset {
    /// The declaration in a text: its name, and the range of the name in the text.
    static func declared(in bytes: [UInt8]) -> (name: String, range: Range<Int>)? {
        let key = Array("abc-charset".utf8)
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? bytes.count
            let line = bytes[start..<end]
            if line.starts(with: "I:".utf8) || line.starts(with: "%%".utf8) {
                let value = line.dropFirst(2).drop(while: \.isSpace)
                if value.starts(with: key) {
                    let name = value.dropFirst(key.count).drop(while: \.isSpace).prefix { $0 > 0x20 && $0 < 0x7F }
                    if !name.isEmpty { return (String(decoding: name, as: UTF8.self), name.indices) }
                }
            }
            start = end + 1
        }
        return nil
    }

    /// Converts a text to UTF-8.
    ///
    /// - Returns: nil if the system does not know the encoding, or the text is invalid in it.
    static func utf8(_ bytes: [UInt8], from name: String) -> [UInt8]? {
        let converter = iconv_open("UTF-8", name)
        guard let converter, converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var input = bytes.map(CChar.init(bitPattern:))
        // No encoding of a byte needs more than four bytes of UTF-8.
        var output = [CChar](repeating: 0, count: 4 * bytes.count)
        var (inputCount, outputCount) = (input.count, output.count)
        let result = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                var (from, to) = (input.baseAddress, output.baseAddress)
                return iconv(converter, &from, &inputCount, &to, &outputCount)
            }
        }
        guard result != -1 else { return nil }
        return output.dropLast(outputCount).map(UInt8.init(bitPattern:))
    }
}

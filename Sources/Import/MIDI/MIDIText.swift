import MusePlatform

/// Decodes the texts of MIDI files, whose encoding the format leaves open.
///
/// UTF-8 if the bytes are valid in it; otherwise Shift-JIS if they make sense in it, as older files from Japan do;
/// otherwise Windows-1252, which contains Latin-1. The encoding tags of RP-026 (`{@JP}`, `{@LATIN}`) decide if they are
/// there.
///
/// Source: RP-026, SMF Language and Display Extensions, MIDI Manufacturers Association 2000.
enum MIDIText {
    static func decode(_ bytes: some Collection<UInt8>) -> String {
        let bytes = Array(bytes)
        if let rest = bytes.removing(prefix: "{@JP}") { return shiftJIS(rest) ?? windows1252(rest) }
        if let rest = bytes.removing(prefix: "{@LATIN}") { return windows1252(rest) }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        if isPlausibleShiftJIS(bytes), let text = shiftJIS(bytes) { return text }
        return windows1252(bytes)
    }

    /// Whether all bytes are valid in Shift-JIS, and there are more characters of two bytes than could come from single
    /// accented letters or quotation marks of a Western text.
    private static func isPlausibleShiftJIS(_ bytes: [UInt8]) -> Bool {
        var (pairs, letters) = (0, 0)
        var i = 0
        while i < bytes.count {
            switch bytes[i] {
            case 0x81...0x9F, 0xE0...0xEF:
                guard i + 1 < bytes.count, (0x40...0xFC).contains(bytes[i + 1]), bytes[i + 1] != 0x7F else {
                    return false
                }
                pairs += 1
                i += 1
            case 0xA1...0xDF: letters += 1
            case 0x80, 0xA0, 0xF0...: return false
            case UInt8(ascii: "A")...UInt8(ascii: "z"): letters += 1
            default: break
            }
            i += 1
        }
        return pairs > 0 && letters == 0 || pairs > 1 && 2 * pairs > letters
    }

    /// nil if the system cannot convert the bytes.
    private static func shiftJIS(_ bytes: [UInt8]) -> String? {
        guard let converter = iconv_open("UTF-8", "CP932"), converter != iconv_t(bitPattern: -1) else { return nil }
        defer { iconv_close(converter) }
        var source = bytes.map { CChar(bitPattern: $0) }
        // A character of two bytes has three in UTF-8.
        var target = [CChar](repeating: 0, count: 3 * bytes.count + 4)
        var (left, room) = (source.count, target.count)
        let failed = source.withUnsafeMutableBufferPointer { source in
            target.withUnsafeMutableBufferPointer { target in
                var (from, to) = (source.baseAddress, target.baseAddress)
                return iconv(converter, &from, &left, &to, &room) == -1
            }
        }
        guard !failed else { return nil }
        return String(decoding: target.prefix(target.count - room).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func windows1252(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { (0x80..<0xA0).contains($0) ? high[Int($0) - 0x80] : .init($0) }))
    }

    /// The characters of Windows-1252 at 0x80 to 0x9F; the five that it leaves undefined stay control characters.
    private static let high = Array(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)
}

extension [UInt8] {
    fileprivate func removing(prefix: StaticString) -> [UInt8]? {
        let tag = UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
        return starts(with: tag) ? Array(dropFirst(tag.count)) : nil
    }
}

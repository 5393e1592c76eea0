import MuseProtocols

extension SourceFile {
    /// The maximum size of a recipe in bytes.
    package static let recipeByteLimit = 1_000_000

    /// Decodes a recipe file: UTF-8, with or without a byte order mark.
    ///
    /// - Throws: `RecipeError` with the location, if the text is too long, is not UTF-8 or contains control
    ///   characters.
    package convenience init(recipe bytes: [UInt8], name: String) throws {
        func refusal(_ message: String, at offset: Int = 0, in text: [UInt8] = []) -> RecipeError {
            let source = SourceFile(name: name, text: String(decoding: text, as: UTF8.self))
            var places = SourcePlaces(text, of: source)
            return RecipeError(.syntax(message), path: "", at: places.mark(at: offset))
        }
        if bytes.count > Self.recipeByteLimit {
            throw refusal("the file is too long: a recipe has at most \(Self.recipeByteLimit) bytes")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw refusal("the file is UTF-16; expected UTF-8")
        }
        let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        if let bad = Self.firstBadCharacter(in: content) {
            throw refusal(bad.message, at: bad.offset - content.startIndex, in: Array(content))
        }
        self.init(name: name, text: String(decoding: content, as: UTF8.self))
    }

    private static func firstBadCharacter(in bytes: ArraySlice<UInt8>) -> (offset: Int, message: String)? {
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = bytes.startIndex
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .emptyInput: return nil
            case .error:
                return (offset, "the byte \(hex(UInt32(bytes[offset]), 2)) at offset \(offset) is not UTF-8")
            case .valid(let encoded):
                let scalar = Unicode.UTF8.decode(encoded)
                let next = offset + encoded.count
                let isLineEnd = scalar == "\n" || scalar == "\r" && next < bytes.endIndex && bytes[next] == 0x0A
                if !isLineEnd, scalar.isForbiddenInRecipes {
                    return (offset, "control character U+\(hex(scalar.value, 4)) at offset \(offset)")
                }
                offset = next
            }
        }
    }

    private static func hex(_ value: UInt32, _ digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension Unicode.Scalar {
    /// Whether this is a control character, or a line break of YAML 1.1 that users do not see as one.
    var isForbiddenInRecipes: Bool {
        switch value {
        case 0x09, 0x0A: false
        case ..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}

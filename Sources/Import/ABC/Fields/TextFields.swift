import MuseMusic

/// The text fields of a tune: title, composer, rhythm and so on.
struct TextFields {
    private(set) var header = Header()

    /// Adds a field.
    ///
    /// - Returns: a message if the value is invalid, otherwise nil.
    mutating func add(_ letter: UInt8, _ value: String) -> String? {
        switch Unicode.Scalar(letter) {
        case "X":
            header.referenceNumber = Int(value)
            if header.referenceNumber == nil, !value.isEmpty { return "'\(value.prefix(30))' is not a number" }
        case "T": header.titles.append(value)
        case "C": header.composers.append(value)
        case "R": if header.rhythm.isEmpty { header.rhythm = value.lowercased() } else { keep(letter, value) }
        case "O": if header.origin.isEmpty { header.origin = value } else { keep(letter, value) }
        case "S": if header.source.isEmpty { header.source = value } else { keep(letter, value) }
        case "B": header.books.append(value)
        case "W": header.words.append(value)
        default: keep(letter, value)
        }
        return nil
    }

    private mutating func keep(_ letter: UInt8, _ value: String) {
        guard !value.isEmpty else { return }
        header.others.append(Header.Field(Character(Unicode.Scalar(letter)), value))
    }

    /// Appends the value of `+:` to the last field `letter`.
    ///
    /// - Returns: false if there is no such field.
    mutating func extend(_ letter: UInt8, _ value: String) -> Bool {
        switch Unicode.Scalar(letter) {
        case "T": Self.extend(&header.titles, value)
        case "C": Self.extend(&header.composers, value)
        case "B": Self.extend(&header.books, value)
        case "W": Self.extend(&header.words, value)
        case "R": header.rhythm += " " + value.lowercased()
        case "O": header.origin += " " + value
        case "S": header.source += " " + value
        default:
            guard let last = header.others.indices.last,
                header.others[last].letter == Character(Unicode.Scalar(letter))
            else { return false }
            header.others[last].text += " " + value
        }
        return true
    }

    private static func extend(_ lines: inout [String], _ value: String) {
        if let last = lines.indices.last { lines[last] += " " + value } else { lines.append(value) }
    }
}

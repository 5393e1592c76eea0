/// Resolves the standard's ASCII escapes for accented letters: `\'e`, `&eacute;`, `\u00e9`.
///
/// Source: ABC 2.1, section 8.2.
enum TextEscapes {
    static func resolve(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "&") }) else { return text }
        var result = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            if character == "\\" {
                result += escape(&rest)
            } else if character == "&", let entity = entity(&rest) {
                result += entity
            } else {
                result.append(character)
            }
        }
        return result
    }

    /// The diacritic of each sign after a backslash, named as in HTML entities.
    private static let marks: [Character: String] = [
        "`": "grave", "'": "acute", "^": "circ", "~": "tilde", "\"": "uml", "o": "ring", "c": "cedil", "v": "caron",
        ",": "cedil", "r": "ring", "/": "slash", "H": "dblac", "u": "breve",
    ]

    private static func escape(_ rest: inout Substring) -> String {
        guard let sign = rest.first else { return "\\" }
        if "\\&%".contains(sign) {
            rest.removeFirst()
            return String(sign)
        }
        if sign == "u" || sign == "U" {
            let digits = rest.dropFirst().prefix(sign == "u" ? 4 : 8)
            if digits.count >= 4, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) {
                rest = rest.dropFirst(1 + digits.count)
                return String(Character(scalar))
            }
        }
        if let mark = marks[sign], let letter = rest.dropFirst().first, let accented = letters["\(letter)\(mark)"] {
            rest = rest.dropFirst(2)
            return accented
        }
        let ligature = String(rest.prefix(2))
        if let letter = ligatures[ligature] {
            rest = rest.dropFirst(2)
            return letter
        }
        return "\\"
    }

    private static let ligatures = [
        "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å", "dh": "ð", "DH": "Ð", "th": "þ",
        "TH": "Þ",
    ]

    /// Replaces named characters, `&copy;`, which few programs know, by the characters. The names of ASCII characters
    /// stay, because they may protect the text from being read otherwise.
    static func withoutNames(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var result = ""
        var rest = Substring(text)
        while let character = rest.popFirst() {
            if character == "&", result.last != "\\" {
                var after = rest
                if let found = entity(&after), !found.utf8.allSatisfy({ $0 < 0x80 }) {
                    result += found
                    rest = after
                    continue
                }
            }
            result.append(character)
        }
        return result
    }

    private static func entity(_ rest: inout Substring) -> String? {
        guard let end = rest.prefix(10).firstIndex(of: ";") else { return nil }
        let name = rest[..<end]
        let found = letters[String(name)] ?? entities[String(name)]
        if found != nil { rest = rest[rest.index(after: end)...] }
        return found
    }

    /// The other named characters of Latin-1, and typographic signs that titles contain.
    private static let entities: [String: String] = {
        var result = [
            "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "szlig": "ß", "aelig": "æ", "AElig": "Æ",
            "oelig": "œ", "OElig": "Œ", "eth": "ð", "ETH": "Ð", "thorn": "þ", "THORN": "Þ", "ndash": "–", "mdash": "—",
            "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "bdquo": "„", "sbquo": "‚", "hellip": "…",
            "bull": "•", "dagger": "†", "Dagger": "‡", "euro": "€", "trade": "™",
        ]
        // U+00A1 to U+00BF, then × and ÷.
        let names =
            "iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute "
            + "micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest"
        for (i, name) in names.split(separator: " ").enumerated() {
            result[String(name)] = Unicode.Scalar(UInt32(0xA1 + i)).map { String(Character($0)) }
        }
        result["nbsp"] = "\u{A0}"
        result["times"] = "×"
        result["divide"] = "÷"
        return result
    }()

    /// Accented letters by letter and name of the diacritic: `eacute`.
    private static let letters: [String: String] = {
        var result: [String: String] = [:]
        let table: [(mark: String, plain: String, accented: String)] = [
            ("grave", "AEIOUaeiou", "ÀÈÌÒÙàèìòù"), ("acute", "AEIOUYaeiouyCcNnSsZz", "ÁÉÍÓÚÝáéíóúýĆćŃńŚśŹź"),
            ("circ", "AEIOUaeiou", "ÂÊÎÔÛâêîôû"), ("tilde", "ANOano", "ÃÑÕãñõ"),
            ("uml", "AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"),
            ("cedil", "CcSs", "ÇçŞş"), ("ring", "AaUu", "ÅåŮů"), ("caron", "CcSsZzEeRr", "ČčŠšŽžĚěŘř"),
            ("slash", "Oo", "Øø"), ("dblac", "OoUu", "ŐőŰű"), ("breve", "AaEeGgIiOoUu", "ĂăĔĕĞğĬĭŎŏŬŭ"),
        ]
        for (mark, plain, accented) in table {
            for (letter, accentedLetter) in zip(plain, accented) { result["\(letter)\(mark)"] = String(accentedLetter) }
        }
        return result
    }()
}

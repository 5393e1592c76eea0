import MuseMusic
import MuseProtocols

/// Reads title, creators and other data of a piece.
struct HeaderReader {
    private struct Credit {
        let types: [String]
        let text: String
        let size: Double
    }

    /// The order in which labelled parts are played.
    private(set) var playOrder: [String] = []
    private var header = Header()
    private var workTitle = ""
    private var movementTitle = ""
    private var credits: [Credit] = []

    mutating func read(_ element: XMLElement, _ reports: inout XMLReports) {
        switch element.name {
        case "work":
            workTitle = Self.line(element.text(of: "work-title"))
            if let opus = element.first("opus") { reports.addLoss("links to an opus", at: opus.place) }
        case "movement-title": movementTitle = Self.line(element.text)
        case "identification": readIdentification(element)
        case "credit": readCredit(element)
        default: break
        }
    }

    /// The header. Printed credits count where the document has no data of the kind.
    var result: Header {
        var result = header
        var titles = [workTitle, movementTitle].filter { !$0.isEmpty }
        if titles.count == 2, titles[0] == titles[1] { titles.removeLast() }
        if titles.isEmpty, let title = printedTitle { titles = [title] }
        result.titles = titles + header.titles
        if result.composers.isEmpty {
            result.composers = credits.filter { $0.types.contains("composer") }.map(\.text)
        }
        return result
    }

    /// The credit of type `title`, or else the largest text of the first page.
    private var printedTitle: String? {
        if let title = credits.first(where: { $0.types.contains("title") }) { return title.text }
        let untyped = credits.filter(\.types.isEmpty)
        return untyped.indices.max { (untyped[$0].size, -$0) < (untyped[$1].size, -$1) }.map { untyped[$0].text }
    }

    private mutating func readIdentification(_ element: XMLElement) {
        for child in element.children {
            let text = Self.line(child.text)
            switch child.name {
            case "creator" where !text.isEmpty:
                let type = child["type"] ?? "composer"
                if type == "composer" {
                    header.composers.append(text)
                } else {
                    header.others.append(Header.Field("N", "\(type): \(text)"))
                }
            case "rights" where !text.isEmpty: header.others.append(Header.Field("N", "rights: \(text)"))
            case "source": header.source = text
            case "miscellaneous": for field in child.all("miscellaneous-field") { readField(field) }
            default: break
            }
        }
    }

    /// Reads a field that MusicXML has no element for; muse writes them by these names.
    private mutating func readField(_ field: XMLElement) {
        let text = Self.line(field.text)
        let name = field["name"] ?? ""
        switch name {
        case "provenance": break
        case "reference-number": header.referenceNumber = Int(text)
        case "alternative-title": header.titles.append(text)
        case "rhythm": header.rhythm = text.lowercased()
        case "origin": header.origin = text
        case "play-order": playOrder = text.split(separator: " ").map(String.init)
        case "words": header.words = field.text.split(whereSeparator: \.isNewline).map(String.init)
        default:
            if name.hasPrefix("abc-"), name.count == 5, let letter = name.last, letter.isASCII, letter.isLetter {
                header.others.append(Header.Field(letter, text))
            } else if !text.isEmpty {
                header.others.append(Header.Field("N", name.isEmpty ? text : "\(name): \(text)"))
            }
        }
    }

    private mutating func readCredit(_ credit: XMLElement) {
        guard credit["page"] ?? "1" == "1" else { return }
        let words = credit.all("credit-words")
        let text = Self.line(words.map(\.text).joined(separator: " "))
        guard !text.isEmpty else { return }
        let size = words.compactMap { $0["font-size"].flatMap { XMLDecimal($0)?.value } }.max() ?? 0
        credits.append(Credit(types: credit.all("credit-type").map(\.text), text: text, size: size))
    }

    private static func line(_ text: String?) -> String {
        (text ?? "").split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " || $0 == "\t" } }
            .joined(separator: " ")
    }
}

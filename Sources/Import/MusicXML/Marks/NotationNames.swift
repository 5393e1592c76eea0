import MuseProtocols

/// The decorations of the ABC standard (section 4.14) for MusicXML's notations.
enum NotationNames {
    /// Returns the decorations of a child of `notations`, and reports those that have none.
    static func decorations(of notation: XMLElement, _ reports: inout XMLReports) -> [String] {
        switch notation.name {
        case "fermata": return [notation["type"] == "inverted" ? "invertedfermata" : "fermata"]
        case "arpeggiate": return ["arpeggio"]
        case "dynamics": return dynamics(notation, &reports)
        case "ornaments", "technical", "articulations":
            return notation.children.flatMap { mark in
                let names = decorations(mark)
                if names.isEmpty, !isAppearance(mark) {
                    reports.addLoss("the sign <\(mark.name)>", at: mark.place)
                }
                return names
            }
        case "accidental-mark", "footnote", "level": return []
        default:
            reports.addLoss("<\(notation.name)>", at: notation.place)
            return []
        }
    }

    /// Returns the names of the marks in a `dynamics` element. ABC has at most four letters p or f.
    static func dynamics(_ element: XMLElement, _ reports: inout XMLReports) -> [String] {
        element.children.compactMap { mark in
            if mark.name == "other-dynamics" {
                let isName = !mark.text.isEmpty && mark.text.allSatisfy { $0.isASCII && $0.isLetter }
                if !isName { reports.addLoss("dynamics other than letters", at: mark.place) }
                return isName ? mark.text : nil
            }
            for letter in ["p", "f"] where mark.name.count > 4 && mark.name.allSatisfy({ String($0) == letter }) {
                reports.addOnce("<\(mark.name)> is read as \(mark.name.prefix(4))", at: mark.place)
                return String(mark.name.prefix(4))
            }
            return mark.name
        }
    }

    private static func isAppearance(_ mark: XMLElement) -> Bool {
        mark.name == "accidental-mark" || mark.name == "wavy-line" || mark.name == "tremolo"
    }

    private static func decorations(_ mark: XMLElement) -> [String] {
        switch mark.name {
        case "tremolo":
            guard mark["type"] ?? "single" == "single", let strokes = Int(mark.text) else { return [] }
            return (1...4).contains(strokes) ? [String(repeating: "/", count: strokes)] : []
        case "wavy-line":
            switch mark["type"] {
            case "start": return ["trill("]
            case "stop": return ["trill)"]
            default: return []
            }
        case "fingering": return ["0", "1", "2", "3", "4", "5"].contains(mark.text) ? [mark.text] : []
        case "turn", "delayed-turn": return [mark["slash"] == "yes" ? "turnx" : "turn"]
        case "inverted-turn", "delayed-inverted-turn":
            return [mark["slash"] == "yes" ? "invertedturnx" : "invertedturn"]
        case "detached-legato": return ["tenuto", "staccato"]
        default: return names[mark.name].map { [$0] } ?? []
        }
    }

    private static let names = [
        "trill-mark": "trill", "mordent": "lowermordent", "inverted-mordent": "uppermordent", "shake": "trill",
        "staccato": "staccato", "staccatissimo": "wedge", "spiccato": "wedge", "tenuto": "tenuto",
        "accent": "accent", "strong-accent": "marcato", "breath-mark": "breath", "caesura": "longphrase",
        "scoop": "slide", "up-bow": "upbow", "down-bow": "downbow", "open-string": "open", "stopped": "plus",
        "thumb-position": "thumb", "snap-pizzicato": "snap",
    ]
}

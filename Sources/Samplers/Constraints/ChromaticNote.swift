package import MuseMusic
package import MuseProtocols

/// A note outside a key: `#4` or `b7`, counted from the major scale on the tonic, or a name such as `G#`.
package enum ChromaticNote: SettingValue, Hashable {
    case degree(fifths: Int)
    case name(PitchClass)
    case none, all

    package static var kind: SettingKind {
        .notation("a degree, a note name, none or all", example: "'#4', 7 or G#")
    }

    package init?(node: Node) {
        guard let text = String(node: node) else { return nil }
        switch text.lowercased() {
        case "none": self = .none
        case "all": self = .all
        default:
            let signs = text.prefix { "#b♯♭".contains($0) }
            let alter = signs.reduce(0) { $0 + ("#♯".contains($1) ? 1 : -1) }
            if let degree = Int(text.dropFirst(signs.count)), (1...7).contains(degree), signs.count <= 2 {
                self = .degree(fifths: [0, 2, 4, -1, 1, 3, 5][degree - 1] + 7 * alter)
            } else if let name = PitchClass(text) {
                self = .name(name)
            } else {
                return nil
            }
        }
    }

    package var settingText: String {
        switch self {
        case .none: "none"
        case .all: "all"
        case .name(let name): name.description
        case .degree(let fifths):
            // The name of the degree in C major, with its number for the letter.
            PitchClass(fifths: fifths).alterText + "\(PitchClass(fifths: fifths).step + 1)"
        }
    }

    /// The note as fifths above a tonic; nil for `none` and `all`.
    func fifths(above tonic: PitchClass) -> Int? {
        switch self {
        case .degree(let fifths): fifths
        case .name(let name): name.fifths - tonic.fifths
        case .none, .all: nil
        }
    }
}

extension PitchClass {
    fileprivate var alterText: String { String(repeating: alter < 0 ? "b" : "#", count: Int(alter.magnitude)) }
}

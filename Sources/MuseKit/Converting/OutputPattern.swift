import MuseStorage

/// The path of converted files, with placeholders that each tune fills in: `out/{name}-{n}.mid`.
///
/// - `{n}` is the number of the tune, counted from 1: within its file if `{name}` occurs too, otherwise in all.
/// - `{title}` is its title as a file name.
/// - `{name}` is the name of the file it was read from, without folder and extension.
struct OutputPattern {
    private enum Piece: Equatable {
        case text(String)
        case number
        case title
        case name
    }

    let text: String
    private let pieces: [Piece]

    private static let placeholders: [String: Piece] = ["{n}": .number, "{title}": .title, "{name}": .name]

    /// - Throws: `MuseError.use` for an unknown placeholder.
    init(_ text: String) throws {
        self.text = text
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let word = String(rest[open...close])
            guard let piece = Self.placeholders[word] else {
                throw MuseError.use("'\(printable(text))': unknown placeholder \(word); known: {n}, {title}, {name}")
            }
            pieces += [.text(String(rest[..<open])), piece]
            rest = rest[rest.index(after: close)...]
        }
        self.pieces = pieces + [.text(String(rest))]
    }

    var hasNumber: Bool { pieces.contains(.number) }
    var hasTitle: Bool { pieces.contains(.title) }
    var hasName: Bool { pieces.contains(.name) }
    /// Whether each tune has a file of its own.
    var isPerTune: Bool { hasNumber || hasTitle }

    /// The folder that has to exist, with a trailing slash; empty for the working directory. Folders with placeholders
    /// are created.
    var fixedFolder: String {
        guard case .text(let start) = pieces.first else { return "" }
        return parentFolder(of: start)
    }

    /// - Parameter title: as a file name.
    func path(number: Int, title: String, name: String) -> String {
        pieces.reduce(into: "") { path, piece in
            switch piece {
            case .text(let text): path += text
            case .number: path += "\(number)"
            case .title: path += title
            case .name: path += name
            }
        }
    }
}

/// Makes file names of titles.
enum FileName {
    /// The longest name in characters and in bytes, which leaves room for numbers and extensions in the 255 bytes of
    /// most file systems.
    private static let longest = (characters: 100, bytes: 200)

    /// Returns a text as a file name: without separators, control characters and others that some system forbids, not
    /// hidden, and not so long that it could not be used; `untitled` for a text of which nothing remains.
    static func safe(_ text: String) -> String {
        let allowed: [Character] = text.compactMap { character in
            let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
            if isControl || "/\\:|".contains(character) { return "-" }
            return "*?\"<>".contains(character) ? nil : character
        }
        var name = String(allowed.drop { $0 == "." || $0 == "-" || $0 == " " }.prefix(longest.characters))
        while name.utf8.count > longest.bytes { name.removeLast() }
        // Windows drops these at the end of a name.
        while let last = name.last, last == "." || last == " " { name.removeLast() }
        return name.isEmpty ? "untitled" : name
    }
}

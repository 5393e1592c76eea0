import MuseMusic
import MuseProtocols

/// The part that a tokenizer of a single part encodes.
struct PartChoice: Sendable {
    static let setting = Setting<String>(
        "part", default: "first",
        "the part to encode; first: the first part with notes that is not drums; melody: the part named melody, vocals or "
            + "lead, or else the one that is the highest for most of the time; any other text: the part of that name, "
            + "ignoring case")

    private let text: String

    /// - Parameter text: `first`, `melody` or the name of a part.
    init(_ text: String) { self.text = text }

    /// The index of the chosen part.
    ///
    /// Drums, and parts with neither notes nor open bars, are chosen only by name or if there is no other part.
    ///
    /// - Throws: `TokenizationError` if the score has no part, or none of the given name.
    func index(in score: Score) throws -> Int {
        let filled = score.parts.indices.filter { !score.parts[$0].isBlank }
        let pitched = filled.filter { !score.parts[$0].isDrums }
        let candidates = pitched.isEmpty ? filled : pitched
        switch text.lowercased() {
        case "first": break
        case "melody": if let melody = score.melodyPart(among: candidates) { return melody }
        default: return try index(ofName: score, score.parts.indices.map { $0 })
        }
        guard let first = candidates.first ?? score.parts.indices.first else {
            throw TokenizationError("the score has no part")
        }
        return first
    }

    private func index(ofName score: Score, _ candidates: [Int]) throws -> Int {
        func plain(_ name: String) -> String { name.lowercased().filter { !$0.isWhitespace } }
        let named = candidates.filter { plain(score.parts[$0].name) == plain(text) }
        // Several tracks of a MIDI file can have one name.
        if let match = named.first(where: { !score.parts[$0].isBlank }) ?? named.first { return match }
        let names = score.parts.map(\.name).filter { !$0.isEmpty }
        let known = names.isEmpty ? "its parts have no names" : "its parts are \(names.map { "'\($0)'" }.list)"
        throw TokenizationError("it has no part '\(text)'; \(known)")
    }
}

extension Part {
    /// Whether it has neither notes nor bars to fill.
    fileprivate var isBlank: Bool { notes.isEmpty && !rests.contains(where: \.isOpen) }
}

extension Score {
    /// What is lost if only one part is encoded, one phrase for all.
    func lossesOfParts(otherThan chosen: Int) -> [String] {
        let others = parts.indices.filter { $0 != chosen && !parts[$0].notes.isEmpty }
        if others.isEmpty { return [] }
        let names = others.map { parts[$0].name }
        return ["other parts" + (names.contains("") ? "" : ": \(names.joined(separator: ", "))")]
    }
}

extension [String] {
    /// `a`, `a and b`, `a, b and c`.
    fileprivate var list: String {
        count < 2 ? joined() : dropLast().joined(separator: ", ") + " and " + self[count - 1]
    }
}

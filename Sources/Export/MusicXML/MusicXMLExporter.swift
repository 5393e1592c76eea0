package import MuseMusic
import MuseNotation
package import MuseProtocols

/// Writes MusicXML 4.0, partwise: the tune as written, with repeats, endings, ties, tuplets, beams and chord symbols,
/// and transposing instruments at their written pitch.
///
/// No date is written, so that the same score gives the same bytes.
///
/// Source: W3C Music Notation Community Group, MusicXML 4.0, 2021.
package struct MusicXMLExporter: Exporter {
    package static let schema = Schema(
        "musicxml", "writes MusicXML 4.0 for notation programs",
        source: "MusicXML 4.0, W3C Music Notation Community Group, 2021")

    package init(_ settings: Settings) throws {}

    package init() {}

    package var fileExtensions: [String] { ["musicxml", "xml"] }
    package var formatName: String { "MusicXML" }
    package var scoreForm: ScoreForm { .arranged }
    package var holdsManyTunes: Bool { false }

    package func write(_ scores: [Score], provenance: Provenance?) throws -> [UInt8] {
        precondition(scores.count == 1, "a MusicXML file holds one tune, not \(scores.count)")
        var score = scores[0].notated().namingGoalsOfJumps()
        // A document must have at least one part.
        if score.parts.isEmpty { score.parts = [Part()] }
        let grid = try Grid(score)
        let xml = try XMLWriter(
            root: "score-partwise", publicID: "-//Recordare//DTD MusicXML 4.0 Partwise//EN",
            systemID: "http://www.musicxml.org/dtds/partwise.dtd")
        xml.attribute("version", "4.0")
        xml.header(score, provenance)
        let drums = score.parts.enumerated().map { i, part in Self.drums(part, id: "P\(i + 1)") }
        xml.start("part-list")
        for (i, part) in score.parts.enumerated() { xml.scorePart(part, id: "P\(i + 1)", drums: drums[i]) }
        xml.end()
        for (i, part) in score.parts.enumerated() {
            let ids = Dictionary(uniqueKeysWithValues: drums[i].map { ($0.midi, $0.id) })
            var writer = PartWriter(xml, score: score, index: i, part: part, grid: grid, drums: ids)
            writer.write(id: "P\(i + 1)")
        }
        return try xml.finish()
    }

    /// Returns the instruments of a drum part, one for each MIDI number in use.
    private static func drums(_ part: Part, id: String) -> [(midi: Int, id: String)] {
        guard part.isDrums else { return [] }
        var used = Set(part.notes.map(\.pitch.midi))
        for note in part.notes { used.formUnion(note.marks.graces.notes.map(\.pitch.midi)) }
        return used.sorted().enumerated().map { ($1, "\(id)-I\($0 + 1)") }
    }
}

extension XMLWriter {
    fileprivate func header(_ score: Score, _ provenance: Provenance?) {
        let header = score.header
        if !header.title.isEmpty {
            start("work")
            element("work-title", header.title)
            end()
            element("movement-title", header.title)
        }
        start("identification")
        for composer in header.composers {
            start("creator")
            attribute("type", "composer")
            text(composer)
            end()
        }
        start("encoding")
        element("software", provenance.map { "muse \($0.version)" } ?? "muse")
        for name in ["accidental", "beam"] {
            start("supports")
            attribute("element", name)
            attribute("type", "yes")
            end()
        }
        end()
        let source = ([header.source] + header.books).filter { !$0.isEmpty }.joined(separator: "; ")
        if !source.isEmpty { element("source", source) }
        miscellaneous(score, provenance)
        end()
    }

    /// Writes the header fields that have no dedicated element in MusicXML, by name.
    private func miscellaneous(_ score: Score, _ provenance: Provenance?) {
        let header = score.header
        var fields: [(name: String, text: String)] = []
        if let provenance { fields.append(("provenance", provenance.line)) }
        if let number = header.referenceNumber { fields.append(("reference-number", String(number))) }
        for title in header.titles.dropFirst() { fields.append(("alternative-title", title)) }
        if !header.rhythm.isEmpty { fields.append(("rhythm", header.rhythm)) }
        if !header.origin.isEmpty { fields.append(("origin", header.origin)) }
        for field in header.others { fields.append(("abc-\(field.letter)", field.text)) }
        if !score.playOrder.isEmpty { fields.append(("play-order", score.playOrder.joined(separator: " "))) }
        if !header.words.isEmpty { fields.append(("words", header.words.joined(separator: "\n"))) }
        guard !fields.isEmpty else { return }
        start("miscellaneous")
        for field in fields {
            start("miscellaneous-field")
            attribute("name", field.name)
            text(field.text)
            end()
        }
        end()
    }

    fileprivate func scorePart(_ part: Part, id: String, drums: [(midi: Int, id: String)]) {
        start("score-part")
        attribute("id", id)
        element("part-name", part.name)
        if !part.shortName.isEmpty { element("part-abbreviation", part.shortName) }
        let instruments = drums.isEmpty ? ["\(id)-I1"] : drums.map(\.id)
        for (i, instrument) in instruments.enumerated() {
            start("score-instrument")
            attribute("id", instrument)
            element("instrument-name", drums.isEmpty ? part.name : "Drum \(drums[i].midi)")
            end()
        }
        for (i, instrument) in instruments.enumerated() {
            start("midi-instrument")
            attribute("id", instrument)
            if part.isDrums { element("midi-channel", "10") }
            element("midi-program", min(max(part.program, 0), 127) + 1)
            if !drums.isEmpty { element("midi-unpitched", min(max(drums[i].midi, 0), 127) + 1) }
            end()
        }
        end()
    }
}

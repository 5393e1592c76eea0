import MuseProtocols

/// A `score-part` element: the name of a part and its MIDI instruments.
struct PartInfo {
    let id: String
    private(set) var name = ""
    private(set) var shortName = ""
    /// General MIDI program of the first instrument, 0 to 127.
    private(set) var program = 0
    /// Whether its first instrument plays on MIDI's channel of percussion.
    private(set) var isDrums = false
    /// The MIDI number that each instrument of percussion plays.
    private var drums: [String: Int] = [:]

    /// A part that the list of parts does not mention.
    init(id: String) { self.id = id }

    init(_ element: XMLElement, _ reports: inout XMLReports) {
        id = element["id"] ?? ""
        name = Self.line("part-name", of: element)
        shortName = Self.line("part-abbreviation", of: element)
        let instruments = element.all("midi-instrument")
        if let first = instruments.first {
            program = Self.number("midi-program", 1...128, of: first, &reports).map { $0 - 1 } ?? 0
            isDrums = Self.number("midi-channel", 1...16, of: first, &reports) == 10
        }
        for instrument in instruments {
            guard let id = instrument["id"] else { continue }
            drums[id] = Self.number("midi-unpitched", 1...128, of: instrument, &reports).map { $0 - 1 }
        }
    }

    /// Returns the MIDI number of an instrument of percussion; nil if it is not known.
    ///
    /// - Parameter instrument: nil for the only instrument of the part.
    func drum(_ instrument: String?) -> Int? {
        if let instrument { return drums[instrument] }
        return drums.count == 1 ? drums.first?.value : nil
    }

    private static func line(_ name: String, of element: XMLElement) -> String {
        element.text(of: name)?.split(whereSeparator: \.isNewline).joined(separator: " ") ?? ""
    }

    private static func number(
        _ name: String, _ range: ClosedRange<Int>, of element: XMLElement, _ reports: inout XMLReports
    ) -> Int? {
        guard let text = element.text(of: name) else { return nil }
        if let number = Int(text), range.contains(number) { return number }
        reports.add(
            .warning, "\(name) '\(text)', expected \(range.lowerBound) to \(range.upperBound); ignored",
            at: element.place)
        return nil
    }
}

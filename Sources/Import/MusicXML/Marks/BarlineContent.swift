import MuseMusic
import MuseProtocols

/// The bar lines of a measure: at its start, at its end and in the middle.
struct BarlineContent {
    enum Location { case left, middle, right }

    private(set) var location = Location.right
    /// The bar line with onset 0.
    private(set) var barline = Barline(onset: 0)
    /// Signs that a score has at notes: `segno`, `coda`.
    private(set) var decorations: [String] = []

    private static let styles: [String: Barline.Style] = [
        "regular": .single, "dotted": .dotted, "dashed": .dotted, "heavy": .double, "light-light": .double,
        "light-heavy": .final, "heavy-light": .initial, "heavy-heavy": .double, "tick": .single, "short": .single,
        "none": .invisible,
    ]

    /// The ending numbers that a score has.
    private static let endingNumbers = 1...99
    private static let playCounts = 2...99

    init(_ element: XMLElement, _ reports: inout XMLReports) {
        switch element["location"] {
        case "left": location = .left
        case "middle": location = .middle
        default: break
        }
        if let style = element.text(of: "bar-style") { barline.style = Self.styles[style] ?? .single }
        if let sign = element.first("repeat") { readRepeat(sign, &reports) }
        if let ending = element.first("ending") { readEnding(ending, &reports) }
        for sign in ["segno", "coda"] where element.has(sign) || element[sign] != nil { decorations.append(sign) }
        if element.has("fermata") { barline.decorations = ["fermata"] }
    }

    private mutating func readRepeat(_ sign: XMLElement, _ reports: inout XMLReports) {
        // The sign itself says that the line is thick.
        if sign["direction"] == "forward" {
            barline.startsRepeat = true
            if barline.style == .initial { barline.style = .single }
        } else {
            barline.endsRepeat = true
            if barline.style == .final { barline.style = .single }
        }
        guard barline.endsRepeat, let times = sign["times"] else { return }
        guard let count = Int(times), Self.playCounts.contains(count) else {
            return reports.add(
                .warning, "a repeat played '\(times)' times, expected 2 to 99; read as 2", at: sign.place)
        }
        barline.playCount = count
    }

    private mutating func readEnding(_ ending: XMLElement, _ reports: inout XMLReports) {
        guard ending["type"] == "start" else { return }
        var numbers: [Int] = []
        for text in (ending["number"] ?? "").split(whereSeparator: { $0 == "," || $0 == " " }) {
            guard let number = Int(text), Self.endingNumbers.contains(number) else {
                reports.add(.warning, "ending '\(text)', expected a number from 1 to 99; ignored", at: ending.place)
                continue
            }
            if !numbers.contains(number) { numbers.append(number) }
        }
        if numbers.isEmpty { reports.add(.warning, "an ending without a number; ignored", at: ending.place) }
        barline.endings = numbers
    }
}

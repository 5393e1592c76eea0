import MuseMusic
import MuseProtocols

/// Reads a MusicXML document, partwise or timewise.
final class DocumentReader: XMLDocumentReader {
    private enum Form {
        case partwise
        case timewise
    }

    var reports: XMLReports
    private(set) var place = XMLPlace.start
    private var header = HeaderReader()
    private var parts: [PartReader] = []
    /// The indices of the parts by id.
    private var indices: [String: Int] = [:]
    /// The parts that the document has music of.
    private var found: Set<Int> = []

    private var form = Form.partwise
    /// The part that is being read; nil outside parts.
    private var current: Int?
    /// In a timewise document, the measure that is being read.
    private var measure = XMLElement("measure", at: .start)
    private var measureCount = 0

    init(_ reports: XMLReports) { self.reports = reports }

    /// Ends the document and assembles its score.
    func finish() -> ScoreAssembler {
        for i in parts.indices { parts[i].finish(&reports) }
        return ScoreAssembler(header, parts.map(\.music))
    }

    /// Whether the document has any measures.
    var hasMusic: Bool { !found.isEmpty }

    // MARK: - Elements

    func open(_ element: XMLElement, depth: Int) -> XMLContent {
        switch depth {
        case 0: return openRoot(element)
        case 1:
            if form == .partwise, element.name == "part" { return openPart(element) }
            if form == .timewise, element.name == "measure" {
                measure = element
                measureCount += 1
                return .delivered
            }
            return element.name == "defaults" ? .skipped : .collected
        case 2:
            if form == .partwise, element.name == "measure", let current {
                parts[current].startMeasure(element, &reports)
                return .delivered
            }
            if form == .timewise, element.name == "part" { return openPartOfMeasure(element) }
            return .skipped
        default: return .collected
        }
    }

    func read(_ element: XMLElement) {
        if let current {
            parts[current].read(element, &reports)
        } else if element.name == "part-list" {
            for part in element.all("score-part") {
                let info = PartInfo(part, &reports)
                if indices[info.id] != nil {
                    reports.add(.warning, "a second <score-part> '\(info.id)'; ignored", at: part.place)
                } else {
                    add(info)
                }
            }
        } else {
            header.read(element, &reports)
        }
    }

    func close(depth: Int) {
        if depth == 2, let current { parts[current].endMeasure(&reports) }
        if depth == (form == .partwise ? 1 : 2) { current = nil }
    }

    private func openRoot(_ element: XMLElement) -> XMLContent {
        place = element.place
        switch element.name {
        case "score-partwise": form = .partwise
        case "score-timewise": form = .timewise
        case "opus":
            reports.add(.error, "an opus, which names the files of several scores; read those instead", at: place)
            return .skipped
        default:
            reports.add(
                .error, "document element <\(element.name)>, expected <score-partwise> or <score-timewise>",
                at: element.place)
            return .skipped
        }
        return .delivered
    }

    // MARK: - Parts

    private func add(_ info: PartInfo) {
        indices[info.id] = parts.count
        parts.append(PartReader(info))
    }

    private func openPart(_ element: XMLElement) -> XMLContent {
        let id = element["id"] ?? ""
        var index = self.index(id, at: element.place)
        if !found.insert(index).inserted {
            reports.add(.warning, "a second <part> '\(id)'; read as a part of its own", at: element.place)
            index = parts.count
            parts.append(PartReader(parts[self.index(id, at: element.place)].music.info))
            found.insert(index)
        }
        current = index
        return .delivered
    }

    private func openPartOfMeasure(_ element: XMLElement) -> XMLContent {
        let id = element["id"] ?? ""
        let index = self.index(id, at: element.place)
        found.insert(index)
        guard parts[index].music.measures.count < measureCount else {
            reports.add(.warning, "a second <part> '\(id)' in the measure; ignored", at: element.place)
            return .skipped
        }
        while parts[index].music.measures.count < measureCount - 1 { parts[index].skipMeasure(at: measure.place) }
        parts[index].startMeasure(measure, &reports)
        current = index
        return .delivered
    }

    private func index(_ id: String, at place: XMLPlace) -> Int {
        if let known = indices[id] { return known }
        reports.add(.warning, "part '\(id)' is not in <part-list>", at: place)
        add(PartInfo(id: id))
        return parts.count - 1
    }
}

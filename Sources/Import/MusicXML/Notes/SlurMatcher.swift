import MuseMusic
import MuseProtocols

/// Matches the starts and ends of the slurs of a part by their numbers.
struct SlurMatcher {
    private struct Open {
        let element: Int
        let place: XMLPlace
        var isDotted = false
    }

    private var starts: [String: Open] = [:]
    /// Ends that come before their start in the document, because the start is in a voice that is written later.
    private var ends: [String: Open] = [:]

    /// Adds the slur starts and ends of a note.
    mutating func add(
        _ slurs: [NoteContent.Slur], at index: Int, place: XMLPlace, _ elements: inout [PartElement],
        _ reports: inout XMLReports
    ) {
        let here = Open(element: index, place: place)
        // At a note in the middle of two slurs of one number, the end comes first.
        for slur in slurs where !slur.isStart {
            if let start = starts.removeValue(forKey: slur.number) {
                join(start, here, &elements, &reports)
            } else if let old = ends.updateValue(here, forKey: slur.number) {
                reportUnmatched(old, "start", &reports)
            }
        }
        for slur in slurs where slur.isStart {
            let here = Open(element: index, place: place, isDotted: slur.isDotted)
            if let end = ends[slur.number], elements[end.element].isAfter(elements[index]) {
                ends[slur.number] = nil
                join(here, end, &elements, &reports)
            } else if let old = starts.updateValue(here, forKey: slur.number) {
                reportUnmatched(old, "end", &reports)
            }
        }
    }

    mutating func finish(_ reports: inout XMLReports) {
        for number in starts.keys.sorted() { if let open = starts[number] { reportUnmatched(open, "end", &reports) } }
        for number in ends.keys.sorted() { if let open = ends[number] { reportUnmatched(open, "start", &reports) } }
        starts = [:]
        ends = [:]
    }

    private func join(_ start: Open, _ end: Open, _ elements: inout [PartElement], _ reports: inout XMLReports) {
        // A slur from a grace note to its main note.
        if start.element == end.element { return }
        guard elements[start.element].voice == elements[end.element].voice else {
            return reports.addLoss("slurs from one voice to another", at: start.place)
        }
        elements[start.element].marks.slurStarts += 1
        if start.isDotted { elements[start.element].marks.dottedSlurStarts += 1 }
        elements[end.element].marks.slurEnds += 1
    }

    private func reportUnmatched(_ open: Open, _ missing: String, _ reports: inout XMLReports) {
        reports.add(.warning, "slur without \(missing == "end" ? "an end" : "a start"); ignored", at: open.place)
    }
}

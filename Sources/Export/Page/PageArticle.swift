import MuseMusic

/// What a page shows of one tune.
struct PageArticle {
    private let tune: PageTune
    private let number: Int
    private let files: PageFiles
    private let staff: Staff?

    init(_ tune: PageTune, number: Int, _ files: PageFiles, staff: Staff?) {
        self.tune = tune
        self.number = number
        self.files = files
        self.staff = staff
    }

    var html: String {
        let title = htmlText(tune.score.displayTitle(number))
        return """
            <article id="tune-\(number)" aria-labelledby="title-\(number)">
            <div class="heading"><div><h2 id="title-\(number)">\(title)</h2>
            <p class="kind">\(htmlText(kind))</p></div>
            <button type="button" class="play" aria-describedby="title-\(number)">Play</button></div>
            \(drawing(title))<div class="roll" role="img" aria-label="Piano roll of \(title)"></div>
            \(shared)\(facts)\(downloads)\(abc(title))
            </article>

            """
    }

    private var downloads: String {
        let types = [
            ("abc", "ABC", files.abc != nil), ("mid", "MIDI", true), ("mxl", "MusicXML", files.mxl != nil),
            ("wav", "WAV", true),
        ]
        let buttons = types.filter(\.2).map { type, name, _ in
            "<button type=\"button\" data-file=\"\(type)\">\(name)</button>"
        }
        return "<p class=\"downloads\">Download \(buttons.joined(separator: "\n"))</p>\n"
    }

    private func abc(_ title: String) -> String {
        guard let abc = files.abc else { return "" }
        return """
            <details><summary>ABC</summary>
            <p class="downloads"><button type="button" class="copy">Copy</button></p>
            <pre tabindex="0" aria-label="ABC of \(title)">\(htmlText(abc))</pre></details>
            """
    }

    /// `jig · 6/8 · D major`.
    private var kind: String {
        let score = tune.score
        let parts = [
            score.header.rhythm, score.meters.first.map { "\($0.value)" } ?? "",
            score.keys.first.map { "\($0.value)" } ?? "", score.header.composers.first ?? "", score.header.origin,
        ]
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private func drawing(_ title: String) -> String {
        guard let staff else { return "" }
        let drawing = staff.drawing
        return """
            <div class="staff" tabindex="0" aria-label="Staff notation of \(title)" role="group">\
            <svg viewBox="0 0 \(svgNumber(drawing.width)) \(svgNumber(drawing.height))" role="img" \
            aria-label="Staff notation of \(title)">\(marks(staff))\(drawing.content)</svg></div>

            """
    }

    /// The boxes of the notes that are shared with another tune, joined within each line.
    private func marks(_ staff: Staff) -> String {
        guard let run = tune.sharedRun else { return "" }
        var boxes: [StaffBox] = []
        for step in staff.steps where run.ticks.contains(step.ticks.lowerBound) {
            if let last = boxes.last, step.box.x > last.x {
                boxes[boxes.count - 1] = last.union(step.box)
            } else {
                boxes.append(step.box)
            }
        }
        return boxes.map { box in
            "<rect class=\"shared\" x=\"\(svgNumber(box.x))\" y=\"\(svgNumber(box.y))\" "
                + "width=\"\(svgNumber(box.width))\" height=\"\(svgNumber(box.height))\"/>"
        }.joined()
    }

    private var shared: String {
        guard let run = tune.sharedRun else { return "" }
        let place = staff == nil ? "" : "; they are marked in the notation"
        return """
            <p class="hint">Nearest tune: <q>\(htmlText(run.title))</q>, which has \(run.notes) of its notes in a \
            row\(place).</p>

            """
    }

    private var facts: String {
        guard !tune.facts.isEmpty else { return "" }
        let rows = tune.facts.map { fact in
            let meter = fact.satisfaction.map {
                "<meter min=\"0\" max=\"1\" value=\"\(svgNumber($0))\">\(svgNumber($0))</meter>"
            }
            return """
                <tr><th scope="row">\(htmlText(fact.name))</th><td>\(htmlText(fact.meaning))</td>\
                <td class="number">\(htmlText(fact.value))</td><td>\(meter ?? "")</td></tr>
                """
        }
        return """
            <details><summary>Measurements</summary><table><tbody>
            \(rows.joined(separator: "\n"))
            </tbody></table></details>

            """
    }
}

/// A number with at most two decimals.
package func svgNumber(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, fraction) = (abs(hundredths) / 100, abs(hundredths) % 100)
    let digits =
        fraction == 0 ? "" : fraction % 10 == 0 ? ".\(fraction / 10)" : fraction < 10 ? ".0\(fraction)" : ".\(fraction)"
    return (hundredths < 0 ? "-" : "") + "\(whole)" + digits
}

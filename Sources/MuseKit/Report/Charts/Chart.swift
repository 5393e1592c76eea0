import MuseExport

/// A drawing with a title, a description in words and a table of its values.
package protocol Chart {
    var title: String { get }
    /// What the chart shows, in a sentence, for people who do not see it.
    var summary: String { get }
    /// The size of the drawing in pixels.
    var size: (width: Double, height: Double) { get }
    var table: ChartTable { get }
    func draw(_ svg: inout SVG)
}

/// The values of a chart.
package struct ChartTable: Equatable, Sendable {
    package var columns: [String]
    package var rows: [[String]]

    package init(_ columns: [String], _ rows: [[String]]) {
        self.columns = columns
        self.rows = rows
    }

    /// The first column is a heading of its row.
    package var html: String {
        func cells(_ row: [String], _ name: String, _ scope: String) -> String {
            row.enumerated().map { i, text in
                i == 0 || name == "th"
                    ? "<th scope=\"\(name == "th" ? "col" : scope)\">\(htmlText(text))</th>"
                    : "<td>\(htmlText(text))</td>"
            }.joined()
        }
        let body = rows.map { "<tr>\(cells($0, "td", "row"))</tr>" }.joined()
        return "<div class=\"scroll\"><table><thead><tr>\(cells(columns, "th", "col"))</tr></thead>"
            + "<tbody>\(body)</tbody></table></div>"
    }
}

extension Chart {
    /// The chart as an HTML figure: a drawing that screen readers announce by title and description, with its values
    /// below.
    ///
    /// - Parameter id: unique in the page.
    package func figure(id: String) -> String {
        var svg = SVG()
        svg.add("title", ["id": "\(id)-title"], title)
        svg.add("desc", ["id": "\(id)-text"], summary)
        draw(&svg)
        return "<figure><figcaption>\(htmlText(title))</figcaption>"
            + "<svg role=\"img\" aria-labelledby=\"\(id)-title \(id)-text\" viewBox=\"0 0 \(px(size.width)) "
            + "\(px(size.height))\">\(svg.text)</svg>"
            + "<details><summary>Values</summary>\(table.html)</details></figure>\n"
    }
}

extension SVG {
    /// Draws a legend and returns the vertical position below it. Names that do not fit into a row start the next one.
    mutating func legend(_ names: [(name: String, kind: String)], from left: Double, to right: Double) -> Double {
        if names.count < 2 { return 4 }
        var (x, y) = (left, 12.0)
        for (name, kind) in names {
            let width = 26 + Self.width(of: name)
            if x > left, x + width > right { (x, y) = (left, y + 18) }
            line("line \(kind)", x, y - 4, x + 18, y - 4)
            label(name, x + 23, y)
            x += width + 14
        }
        return y + 10
    }

    /// The width of a vertical axis with its labels.
    static func verticalAxisWidth(_ axis: Axis) -> Double {
        12 + (axis.ticks.map { width(of: axis.label($0)) }.max() ?? 0)
    }

    /// Every how many columns a label fits without overlapping the next one; 1 for all of them.
    static func labelInterval(_ labels: [String], columnWidth: Double) -> Int {
        let widest = labels.map { width(of: $0) }.max() ?? 0
        return max(1, Int(((widest + 6) / columnWidth).rounded(.up)))
    }

    /// Draws a vertical axis: grid lines from `left` to `right`, tick labels, and the title above it.
    mutating func verticalAxis(_ y: Axis, title: String, from left: Double, to right: Double) {
        label(title, 2, y.pixels.to - 13, kind: "axis-title")
        for tick in y.ticks {
            line("grid", left, y(tick), right, y(tick))
            label(y.label(tick), left - 6, y(tick) + 4, anchor: "end")
        }
    }

    /// Draws the axes of a chart, with grid lines at the ticks of the vertical one.
    mutating func axes(_ x: Axis, _ y: Axis, xTitle: String, yTitle: String) {
        verticalAxis(y, title: yTitle, from: x.pixels.from, to: x.pixels.to)
        line("axis", x.pixels.from, y.pixels.from, x.pixels.to, y.pixels.from)
        for tick in x.ticks {
            line("axis", x(tick), y.pixels.from, x(tick), y.pixels.from + 4)
            label(x.label(tick), x(tick), y.pixels.from + 17, anchor: "middle")
        }
        label(xTitle, x.pixels.to, y.pixels.from + 35, anchor: "end", kind: "axis-title")
    }
}

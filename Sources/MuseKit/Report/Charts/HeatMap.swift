/// A grid of values as shades: the darker, the larger.
package struct HeatMap: Chart {
    package let title: String
    package let summary: String
    let rowTitle: String
    let columnTitle: String
    let rows: [String]
    let columns: [String]
    /// A row of values for each name in `rows`; nil where there is none.
    let values: [[Double?]]
    /// The values of the lightest and of the darkest shade.
    let range: ClosedRange<Double>
    /// What is measured, with its unit.
    let valueTitle: String

    /// - Parameter range: nil for the range of the values.
    package init(
        _ title: String, _ summary: String, rows: (title: String, names: [String]),
        columns: (title: String, names: [String]), values: [[Double?]], of valueTitle: String,
        range: ClosedRange<Double>? = nil
    ) {
        self.title = title
        self.summary = summary
        rowTitle = rows.title
        self.rows = rows.names
        columnTitle = columns.title
        self.columns = columns.names
        self.values = values
        self.valueTitle = valueTitle
        let all = values.flatMap { $0.compactMap(\.self) }
        self.range = range ?? (all.min() ?? 0)...(all.max() ?? 1)
    }

    private let cellHeight = 26.0
    private let top = 40.0

    package var size: (width: Double, height: Double) { (480, top + cellHeight * Double(rows.count) + 42) }

    package func draw(_ svg: inout SVG) {
        scale(&svg)
        let left = 10 + min(190, rows.map(SVG.width).max() ?? 0)
        let cellWidth = (size.width - left - 6) / Double(max(1, columns.count))
        let hasNumbers = numbersFit(into: cellWidth)
        for (r, row) in values.enumerated() {
            let y = top + cellHeight * Double(r)
            svg.label(rows[r], left - 6, y + cellHeight / 2 + 4, anchor: "end")
            for (c, value) in row.enumerated() {
                guard let value else { continue }
                cell(value, left + cellWidth * Double(c), y, width: cellWidth, hasNumber: hasNumbers, &svg)
            }
        }
        let bottom = top + cellHeight * Double(rows.count)
        let every = SVG.labelInterval(columns, columnWidth: cellWidth)
        for (c, column) in columns.enumerated() where c % every == 0 {
            svg.label(column, left + cellWidth * (Double(c) + 0.5), bottom + 16, anchor: "middle")
        }
        svg.label(columnTitle, size.width - 6, bottom + 34, anchor: "end", kind: "axis-title")
        svg.label(rowTitle, 2, top - 8, kind: "axis-title")
    }

    private func cell(
        _ value: Double, _ x: Double, _ y: Double, width: Double, hasNumber: Bool, _ svg: inout SVG
    ) {
        let gap = width > 6 ? 1.0 : 0.0
        let shade = shade(value)
        svg.add(
            "rect",
            [
                "class": "cell", "x": px(x), "y": px(y), "width": px(width - gap), "height": px(cellHeight - 1),
                "fill-opacity": ChartNumber.text(shade, decimals: 2),
            ])
        if hasNumber {
            svg.label(
                Self.text(value), x + width / 2, y + cellHeight / 2 + 4, anchor: "middle",
                kind: Self.labelKind(onShade: shade))
        }
    }

    /// Whether all numbers fit into cells of a width.
    private func numbersFit(into width: Double) -> Bool {
        values.allSatisfy { $0.allSatisfy { $0.map { SVG.width(of: Self.text($0)) + 4 < width } ?? true } }
    }

    /// A number with at most two decimals.
    private static func text(_ value: Double) -> String {
        let text = ChartNumber.text(value, decimals: 2)
        return String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed())
    }

    /// The kind of label that is legible on a shade, by contrasts of at least 4.5 to 1 in light and dark.
    private static func labelKind(onShade shade: Double) -> String {
        shade <= 0.64 ? "on-pale" : shade <= 0.85 ? "on-middle" : "on-full"
    }

    /// The opacity of a value's cell, from 0.06 to 1.
    package func shade(_ value: Double) -> Double {
        let width = range.upperBound - range.lowerBound
        let share = width > 0 ? min(1, max(0, (value - range.lowerBound) / width)) : 0.5
        return 0.06 + 0.94 * share
    }

    /// The shades and their values, at the right above the grid.
    private func scale(_ svg: inout SVG) {
        let width = 90.0
        let right = size.width - 6 - SVG.width(of: ChartNumber.short(range.upperBound))
        for i in 0..<9 {
            svg.add(
                "rect",
                [
                    "class": "cell", "x": px(right - 6 - width + 10 * Double(i)), "y": "4", "width": "10",
                    "height": "11",
                    "fill-opacity": ChartNumber.text(0.06 + 0.94 * Double(i) / 8, decimals: 2),
                ])
        }
        svg.label(ChartNumber.short(range.upperBound), right, 14)
        let low = ChartNumber.short(range.lowerBound)
        svg.label(low, right - width - 12, 14, anchor: "end")
        svg.label(valueTitle, right - width - 20 - SVG.width(of: low), 14, anchor: "end", kind: "axis-title")
    }

    package var table: ChartTable {
        ChartTable(
            [rowTitle] + columns,
            zip(rows, values).map { name, row in
                [name] + row.map { $0.map { ChartNumber.text($0, decimals: 3) } ?? "–" }
            })
    }
}

/// Groups of vertical bars, a bar of each series in a group.
package struct BarChart: Chart {
    package let title: String
    package let summary: String
    let xTitle: String
    let yTitle: String
    let categories: [String]
    /// A value for each category.
    let series: [(name: String, values: [Double])]

    package let size = (width: 480.0, height: 270.0)

    package init(
        _ title: String, _ summary: String, x: String, y: String, categories: [String],
        _ series: [(name: String, values: [Double])]
    ) {
        self.title = title
        self.summary = summary
        xTitle = x
        yTitle = y
        self.categories = categories
        self.series = series
    }

    package func draw(_ svg: inout SVG) {
        let top = svg.legend(series.enumerated().map { ($1.name, "s\($0 % 6) thick") }, from: 2, to: size.width)
        let highest = series.flatMap(\.values).max() ?? 1
        let y = Axis(0...max(highest, 1e-6), from: size.height - 42, to: top + 22, tickCount: 4)
        let left = SVG.verticalAxisWidth(y)
        let x = Axis(0...Double(max(1, categories.count)), from: left, to: size.width - 6, isRounded: false)
        svg.verticalAxis(y, title: yTitle, from: left, to: x.pixels.to)
        let group = x(1) - x(0)
        let bar = group * 0.8 / Double(max(1, series.count))
        let every = SVG.labelInterval(categories, columnWidth: group)
        for (c, category) in categories.enumerated() {
            for (s, one) in series.enumerated() {
                let from = x(Double(c)) + group * 0.1 + Double(s) * bar
                svg.rectangle("bar s\(s % 6)", from, y(one.values[c]), bar, y.pixels.from - y(one.values[c]))
            }
            if c % every == 0 {
                svg.label(category, x(Double(c) + 0.5), y.pixels.from + 17, anchor: "middle")
            }
        }
        svg.line("axis", left, y.pixels.from, x.pixels.to, y.pixels.from)
        svg.label(xTitle, x.pixels.to, y.pixels.from + 35, anchor: "end", kind: "axis-title")
    }

    package var table: ChartTable {
        ChartTable(
            [xTitle] + series.map(\.name),
            categories.indices.map { c in
                [categories[c]] + series.map { ChartNumber.text($0.values[c], decimals: 3) }
            })
    }
}

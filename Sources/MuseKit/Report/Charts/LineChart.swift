/// Lines through points.
package struct LineChart: Chart {
    package struct Series: Sendable {
        package enum Style: Sendable { case line, area }

        package var name: String
        package var points: [(x: Double, y: Double)]
        package var style: Style

        package init(_ name: String, _ points: [(x: Double, y: Double)], style: Style = .line) {
            self.name = name
            self.points = points
            self.style = style
        }
    }

    package let title: String
    package let summary: String
    let xTitle: String
    let yTitle: String
    let series: [Series]
    /// Values that the vertical axis includes.
    var includedValues: [Double] = []
    /// A horizontal line to compare with.
    var baseline: (name: String, value: Double)?
    /// A point to highlight, with its label.
    var mark: (name: String, x: Double, y: Double)?
    /// Whether the horizontal axis counts: steps, rounds.
    var isCounted = false
    /// The title of the first column of the table.
    var pointName = "x"
    /// The table may leave out points of finely drawn curves.
    var tableRows = 60

    package let size = (width: 480.0, height: 270.0)

    package init(_ title: String, _ summary: String, x: String, y: String, _ series: [Series]) {
        self.title = title
        self.summary = summary
        xTitle = x
        yTitle = y
        self.series = series
    }

    /// The axes, below `top`.
    package func axes(top: Double) -> (x: Axis, y: Axis) {
        let xs = series.flatMap { $0.points.map(\.x) }
        let ys = series.flatMap { $0.points.map(\.y) } + includedValues + (baseline.map { [$0.value] } ?? [])
        let bottom = size.height - 42
        let y = Axis((ys.min() ?? 0)...(ys.max() ?? 1), from: bottom, to: top + 22, tickCount: 4)
        let left = SVG.verticalAxisWidth(y)
        let x = Axis(
            (xs.min() ?? 0)...(xs.max() ?? 1), from: left, to: size.width - 12, isRounded: false, tickCount: 6,
            isWhole: isCounted)
        return (x, y)
    }

    package func draw(_ svg: inout SVG) {
        let names = series.enumerated().map { ($1.name, "s\($0 % 6)") }
        let baselineName = baseline.map { [("\($0.name) \(ChartNumber.short($0.value))", "dashed baseline")] } ?? []
        let top = svg.legend(names + baselineName, from: 2, to: size.width)
        let (x, y) = axes(top: top)
        svg.axes(x, y, xTitle: xTitle, yTitle: yTitle)
        if let baseline {
            svg.line("line dashed baseline", x.pixels.from, y(baseline.value), x.pixels.to, y(baseline.value))
        }
        for (i, one) in series.enumerated() {
            let points = one.points.map { (x: x($0.x), y: y($0.y)) }
            if one.style == .area, let first = points.first, let last = points.last {
                let base = [(x: last.x, y: y.pixels.from), (x: first.x, y: y.pixels.from)]
                svg.path("area s\(i % 6)", points + base, isClosed: true)
            }
            svg.path("line s\(i % 6)", points)
            if points.count <= 25, one.style != .area {
                for point in points {
                    svg.add("circle", ["class": "point s\(i % 6)", "cx": px(point.x), "cy": px(point.y), "r": "2.5"])
                }
            }
        }
        if let mark {
            svg.add("circle", ["class": "mark", "cx": px(x(mark.x)), "cy": px(y(mark.y)), "r": "5"])
            let isRight = x(mark.x) > size.width * 0.6
            svg.label(
                mark.name, x(mark.x) + (isRight ? 0 : 8), y(mark.y) + (y(mark.y) < y.pixels.from - 30 ? 18 : -10),
                anchor: isRight ? "end" : "start", kind: "label strong")
        }
    }

    package var table: ChartTable {
        let all = Set(series.flatMap { $0.points.map(\.x) }).sorted()
        let every = max(1, (all.count + tableRows - 1) / tableRows)
        let xs = all.enumerated().filter { $0.offset % every == 0 || $0.offset == all.count - 1 }.map(\.element)
        let columns = series.map { one in Dictionary(one.points.map { ($0.x, $0.y) }, uniquingKeysWith: { $1 }) }
        return ChartTable(
            [pointName] + series.map(\.name),
            xs.map { x in
                [ChartNumber.short(x)] + columns.map { $0[x].map(ChartNumber.cell) ?? "–" }
            })
    }
}

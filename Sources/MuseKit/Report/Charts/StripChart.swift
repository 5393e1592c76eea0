/// Strips below one another, each with bars in time and height: the melodies of several tunes.
package struct StripChart: Chart {
    package struct Strip: Sendable {
        package var name: String
        /// What is written beside the strip.
        package var note: String
        /// The bars: start, end and height.
        package var bars: [(from: Double, to: Double, height: Double)]

        package init(_ name: String, note: String, _ bars: [(from: Double, to: Double, height: Double)]) {
            self.name = name
            self.note = note
            self.bars = bars
        }
    }

    package let title: String
    package let summary: String
    let xTitle: String
    let noteTitle: String
    let strips: [Strip]

    package init(_ title: String, _ summary: String, x: String, note: String, _ strips: [Strip]) {
        self.title = title
        self.summary = summary
        xTitle = x
        noteTitle = note
        self.strips = strips
    }

    private let stripHeight = 46.0
    private let top = 24.0

    package var size: (width: Double, height: Double) { (480, top + stripHeight * Double(strips.count) + 42) }

    package func draw(_ svg: inout SVG) {
        let all = strips.flatMap(\.bars)
        let left = 10 + (strips.map { SVG.width(of: $0.name) }.max() ?? 0)
        let right = size.width - 16 - max(SVG.width(of: noteTitle), strips.map { SVG.width(of: $0.note) }.max() ?? 0)
        let bottom = top + stripHeight * Double(strips.count)
        let x = Axis(0...(all.map(\.to).max() ?? 1), from: left, to: right, isRounded: false, tickCount: 8)
        let (low, high) = (all.map(\.height).min() ?? 0, all.map(\.height).max() ?? 1)
        svg.label(noteTitle, size.width - 6, 14, anchor: "end", kind: "axis-title")
        for (i, strip) in strips.enumerated() {
            let y = top + stripHeight * Double(i)
            let pitch = Axis(low...high, from: y + stripHeight - 9, to: y + 5, isRounded: false)
            svg.rectangle("strip", left, y + 1, right - left, stripHeight - 3)
            svg.label(strip.name, left - 6, y + stripHeight / 2 + 4, anchor: "end")
            for bar in strip.bars {
                svg.rectangle("bar s0", x(bar.from), pitch(bar.height) - 1.5, max(1, x(bar.to) - x(bar.from) - 0.6), 3)
            }
            // The distance to the next strip stands between the two.
            svg.label(strip.note, size.width - 6, y + stripHeight + 4, anchor: "end")
        }
        for tick in x.ticks { svg.label(x.label(tick), x(tick), bottom + 16, anchor: "middle") }
        svg.label(xTitle, right, bottom + 34, anchor: "end", kind: "axis-title")
    }

    package var table: ChartTable {
        ChartTable(
            ["strip", noteTitle, "notes"],
            strips.map { [$0.name, $0.note.isEmpty ? "–" : $0.note, "\($0.bars.count)"] })
    }
}

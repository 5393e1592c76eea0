import MuseKit
import Testing

@Suite struct ChartTests {
    /// The smallest of 1, 2, 5 × 10ⁿ that divides 0 to 7 into at most 4 parts is 2.
    @Test func ticksAreRoundNumbers() {
        let axis = Axis(0...7, from: 0, to: 80, tickCount: 4)
        #expect(axis.ticks == [0, 2, 4, 6, 8] && axis.domain == 0...8)
        #expect(axis(2) == 20 && axis(7) == 70)
        let small = Axis(1.07...1.31, from: 0, to: 1, tickCount: 5)
        #expect(small.ticks.map(small.label) == ["1.05", "1.10", "1.15", "1.20", "1.25", "1.30", "1.35"])
        let large = Axis(0...1_000_000, from: 0, to: 1, tickCount: 5)
        #expect(large.ticks.map(large.label) == ["0", "200000", "400000", "600000", "800000", "1000000"])
    }

    @Test func anAxisThatIsNotRoundedEndsAtItsValues() {
        let axis = Axis(50...600, from: 10, to: 120, isRounded: false, tickCount: 6)
        #expect(axis.domain == 50...600)
        #expect(axis.ticks == [100, 200, 300, 400, 500, 600])
        #expect(axis(50) == 10 && axis(100) == 20 && axis(600) == 120)
    }

    @Test func countsHaveTicksAtWholeNumbers() {
        #expect(Axis(0...3, from: 0, to: 1, isRounded: false, tickCount: 6, isWhole: true).ticks == [0, 1, 2, 3])
        #expect(Axis(0...3, from: 0, to: 1, isRounded: false, tickCount: 6).ticks.count == 7)
    }

    @Test func verySmallNumbersAreWrittenWithAPowerOfTen() {
        let axis = Axis(0...7e-8, from: 0, to: 1, tickCount: 4)
        #expect(axis.ticks.map(axis.label) == ["0", "2e−8", "4e−8", "6e−8", "8e−8"])
        #expect(
            [0.00042, -1.26e-9, 9.99e-5, 0.0005, 0].map(ChartNumber.cell) == [
                "4.2e−4", "−1.3e−9", "1e−4", "0.001", "0.000",
            ])
    }

    @Test func aSingleValueIsInTheMiddle() {
        let axis = Axis(3...3, from: 100, to: 0, isRounded: false)
        #expect(axis(3) == 50)
    }

    @Test func numbersHaveTheirDecimalsAndAMinusSign() {
        #expect(ChartNumber.text(1.005, decimals: 1) == "1.0")
        #expect(ChartNumber.text(-0.25, decimals: 2) == "−0.25")
        #expect(ChartNumber.text(-0.001, decimals: 2) == "0.00")
        #expect(ChartNumber.text(.infinity, decimals: 2) == "–")
        #expect(
            [0.12345, 3.14159, 31.4159, 314.159, 7].map(ChartNumber.short) == ["0.123", "3.14", "31.4", "314", "7"])
        #expect([12, 3.25, -0.04, -1.5].map(px) == ["12", "3.3", "0", "-1.5"])
    }

    /// The drawing is 480 × 270. The vertical axis goes from 228 (270 - 42) up to 26 (4 + 22); its labels have one
    /// character, so the horizontal one goes from 18.4 (12 + 6.4) to 468. A single series has no legend.
    @Test func aPointLandsAtItsPixel() {
        let chart = LineChart("Loss", "", x: "steps", y: "nats", [.init("a", [(0, 0), (5, 1), (10, 4)])])
        let (x, y) = chart.axes(top: 4)
        #expect(y.ticks == [0, 1, 2, 3, 4] && y(0) == 228 && y(4) == 26 && y(1) == 177.5)
        #expect(x(0) == 18.4 && x(10) == 468 && px(x(5)) == "243.2")
        let figure = chart.figure(id: "c")
        #expect(figure.contains("<path class=\"line s0\" d=\"M18.4 228L243.2 177.5L468 26\"/>"), "\(figure)")
    }

    @Test func aFigureIsNamedAndHasItsValues() {
        let chart = LineChart("R & D", "It <rises>.", x: "step", y: "nats", [.init("a", [(1, 0.5), (2, 0.25)])])
        let figure = chart.figure(id: "c1")
        #expect(figure.contains("role=\"img\" aria-labelledby=\"c1-title c1-text\""))
        #expect(
            figure.contains("<title id=\"c1-title\">R &amp; D</title><desc id=\"c1-text\">It &lt;rises&gt;.</desc>"))
        #expect(figure.contains("<tr><th scope=\"row\">2</th><td>0.250</td></tr>"))
    }

    @Test func seriesWithDifferentPointsShareATable() {
        let chart = LineChart("t", "", x: "", y: "", [.init("a", [(1, 1), (2, 2)]), .init("b", [(2, 3)])])
        #expect(chart.table.rows == [["1", "1.000", "–"], ["2", "2.000", "3.000"]])
    }

    @Test func shadesGrowWithTheValues() {
        let map = HeatMap(
            "t", "", rows: ("rule", ["a"]), columns: ("tune", ["1", "2"]), values: [[0, nil]], of: "share", range: 0...2
        )
        #expect(map.shade(0) == 0.06 && map.shade(1) == 0.53 && map.shade(2) == 1 && map.shade(5) == 1)
        #expect(map.table == ChartTable(["rule", "1", "2"], [["a", "0.000", "–"]]))
    }

    /// Intervals of 1 from 0 to 4, and one for the largest value.
    @Test func aHistogramCountsEveryValueOnce() throws {
        let chart = try #require(
            BarChart(histogramOf: [0, 1, 1, 2, 4], "t", "", x: "notes", y: "tunes", isWhole: true))
        #expect(chart.table.rows.map { $0[0] } == ["0", "1", "2", "3", "4"])
        #expect(chart.table.rows.map { $0[1] } == ["1.000", "2.000", "1.000", "0.000", "1.000"])
        #expect(BarChart(histogramOf: [3, 3], "t", "", x: "notes", y: "tunes") == nil)
    }
}

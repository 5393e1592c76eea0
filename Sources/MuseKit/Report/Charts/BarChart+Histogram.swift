extension BarChart {
    /// The number of values in each interval between round numbers; nil for fewer than two different values.
    ///
    /// - Parameters:
    ///   - x: the title of the values, which is followed by `from`.
    ///   - y: what is counted.
    ///   - isWhole: whether the values are whole numbers.
    package init?(
        histogramOf values: [Double], _ title: String, _ summary: String, x: String, y: String, isWhole: Bool = false
    ) {
        guard let lowest = values.min(), let highest = values.max(), lowest < highest else { return nil }
        let axis = Axis(lowest...highest, from: 0, to: 1, tickCount: 10, isWhole: isWhole)
        // The largest value has an interval of its own if it is a tick, as whole numbers are.
        let starts = axis.ticks.last == highest ? axis.ticks : axis.ticks.dropLast()
        var counts = starts.map { _ in 0.0 }
        for value in values { counts[(starts.lastIndex { $0 <= value }) ?? 0] += 1 }
        self.init(title, summary, x: "\(x), from", y: y, categories: starts.map(axis.label), [(y, counts)])
    }
}

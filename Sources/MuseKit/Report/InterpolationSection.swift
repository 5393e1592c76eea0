import MuseMusic

/// The steps of an interpolation in latent space.
enum InterpolationSection {
    /// nil for fewer than two tunes.
    ///
    /// - Parameter tunes: the steps in order.
    static func section(_ tunes: [Score]) -> ReportSection? {
        guard tunes.count > 1 else { return nil }
        let melodies = tunes.map(Tones.init)
        let strips = melodies.indices.map { i in
            let next =
                i + 1 < melodies.count ? ChartNumber.text(melodies[i].distance(to: melodies[i + 1]), decimals: 2) : ""
            return StripChart.Strip(
                i == 0 ? "from" : i == melodies.count - 1 ? "to" : "\(i)", note: next, melodies[i].bars)
        }
        func series(_ name: String, _ end: Tones) -> LineChart.Series {
            LineChart.Series(name, melodies.enumerated().map { (Double($0), $1.distance(to: end)) })
        }
        var distances = LineChart(
            "Distance from both ends",
            "The steps are compared with the first and with the last tune.", x: "step", y: "edit distance, 0 to 1",
            [series("from the first tune", melodies[0]), series("from the last tune", melodies[melodies.count - 1])])
        distances.includedValues = [0, 1]
        distances.isCounted = true
        distances.pointName = "step"
        return ReportSection(
            heading: "Interpolation",
            text: [
                "The tunes are decoded from points on the way between two latent points. The distance of two tunes is the "
                    + "share of notes that have to be inserted, deleted or replaced, in pitch or length, to turn one into the other."
            ],
            charts: [
                StripChart(
                    "Steps",
                    "The melodies of \(tunes.count) steps, one above the other, each with its distance to the next.",
                    x: "quarters", note: "distance", strips), distances,
            ])
    }

    private struct Tones {
        let bars: [(from: Double, to: Double, height: Double)]
        /// Pitches and lengths.
        private let notes: [[Int]]

        init(_ score: Score) {
            let quarter = Double(score.ticksPerQuarter)
            let tones = score.melody.tones
            bars = tones.map { (Double($0.onset) / quarter, Double($0.end) / quarter, Double($0.midi)) }
            notes = tones.map { [$0.midi, $0.duration * Score.notationTicksPerQuarter / score.ticksPerQuarter] }
        }

        /// The Levenshtein distance as a share of the longer tune's notes.
        func distance(to other: Tones) -> Double {
            let longest = max(notes.count, other.notes.count)
            if longest == 0 { return 0 }
            var row = Array(0...other.notes.count)
            for (i, note) in notes.enumerated() {
                var diagonal = row[0]
                row[0] = i + 1
                for (j, otherNote) in other.notes.enumerated() {
                    let cost = min(diagonal + (note == otherNote ? 0 : 1), row[j] + 1, row[j + 1] + 1)
                    diagonal = row[j + 1]
                    row[j + 1] = cost
                }
            }
            return Double(row[other.notes.count]) / Double(longest)
        }
    }
}

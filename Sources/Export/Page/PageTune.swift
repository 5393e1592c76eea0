package import MuseMusic

/// A tune on a page, and what is known about it.
package struct PageTune: Sendable {
    /// A measured value.
    package struct Fact: Sendable {
        package let name: String
        /// What the name means.
        package let meaning: String
        package let value: String
        /// From 0 to 1; nil for a value that is neither good nor bad.
        package let satisfaction: Double?

        package init(name: String, meaning: String, value: String, satisfaction: Double? = nil) {
            self.name = name
            self.meaning = meaning
            self.value = value
            self.satisfaction = satisfaction
        }
    }

    /// The longest run of notes that the tune shares with another, in any key.
    package struct SharedRun: Sendable {
        package let title: String
        package let notes: Int
        /// In ticks of the tune's score as written.
        package let ticks: Range<Int>

        package init(title: String, notes: Int, ticks: Range<Int>) {
            self.title = title
            self.notes = notes
            self.ticks = ticks
        }
    }

    /// A tune as a band plays it.
    package struct Band: Sendable {
        package let arranged: Score
        /// Its first parts play the melody.
        package let performed: Score
        package let melodyParts: Int

        package init(arranged: Score, performed: Score, melodyParts: Int) {
            self.arranged = arranged
            self.performed = performed
            self.melodyParts = melodyParts
        }
    }

    package let score: Score
    package let band: Band?
    package let facts: [Fact]
    package let sharedRun: SharedRun?

    package init(_ score: Score, band: Band? = nil, facts: [Fact] = [], sharedRun: SharedRun? = nil) {
        self.score = score
        self.band = band
        self.facts = facts
        self.sharedRun = sharedRun
    }
}

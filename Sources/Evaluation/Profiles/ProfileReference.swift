package import MuseMusic

/// The tunes that a profile compares with.
package struct ProfileReference: Sendable {
    /// All reference tunes. Plagiarism is searched for in these.
    package let tunes: [Score]
    /// The tunes whose style is the standard, such as all jigs.
    package let style: [Score]
    private let indices: [Score: Int]

    package init(_ tunes: [Score], style: [Score]) {
        self.tunes = tunes
        self.style = style
        indices = Dictionary(zip(tunes, tunes.indices), uniquingKeysWith: { first, _ in first })
    }

    /// The index of a reference tune that is this very tune, with the same header and the same notes; nil if there is
    /// none. Such a tune is not compared with itself.
    func index(of score: Score) -> Int? { indices[score] }
}

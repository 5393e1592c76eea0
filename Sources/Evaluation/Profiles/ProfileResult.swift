package import MuseMusic
package import MuseProtocols

/// The verdicts of a profile on a set of tunes.
package struct ProfileResult: Sendable {
    package struct Verdict: Equatable, Sendable {
        /// The first check that rejects the tune, and its reason; nil for an acceptable tune.
        package let rejection: (check: String, Rejection)?
        /// The value of the structure; nil for a tune that cannot be divided into parts.
        package let structure: Double?
        /// The grade of the structure, 1 to 5.
        package let grade: Int

        package static func == (a: Self, b: Self) -> Bool {
            a.rejection?.check == b.rejection?.check && a.rejection?.1 == b.rejection?.1 && a.structure == b.structure
                && a.grade == b.grade
        }
    }

    package let profile: Profile
    /// In the order of the tunes.
    package let verdicts: [Verdict]
    /// The indices of the tunes drawn for the judges, in the order drawn.
    package let drawn: [Int]
    /// The number of tunes that are reference tunes themselves, each compared with all others.
    package let knownCount: Int
    /// The number of reference tunes whose style is the standard.
    package let styleCount: Int

    /// Evaluates tunes.
    ///
    /// - Parameter random: for the draw.
    /// - Throws: `SystemThread.Unavailable`.
    package init(
        _ profile: Profile, _ tunes: [Score], against reference: ProfileReference, random: RandomSource
    ) throws {
        self.profile = profile
        let checks = profile.checks.map { ($0.type, $0.check.comparing(to: reference)) }
        let structure = profile.structure.comparing(to: reference)
        verdicts = try concurrentMap(tunes) { tune in
            let rejection = checks.lazy.compactMap { type, check in
                check.rejection(of: tune).map { (check: type, $0) }
            }.first
            let value = structure.value(tune)
            return Verdict(rejection: rejection, structure: value, grade: structure.grade(value))
        }
        knownCount = tunes.count { reference.index(of: $0) != nil }
        styleCount = reference.style.count
        drawn = Self.draw(profile.draw, of: tunes.count, random)
    }

    package var acceptedCount: Int { verdicts.count { $0.rejection == nil } }

    /// The number of tunes that each check of the profile rejects, in order.
    package var rejectedCounts: [(check: String, count: Int)] {
        profile.checks.map { check in
            (check.type, verdicts.count { $0.rejection?.check == check.type })
        }
    }

    /// The mean grade of the structure of acceptable tunes; nil if there are none.
    package var meanGrade: Double? { mean(verdicts.filter { $0.rejection == nil }.map { Double($0.grade) }) }

    /// The mean value of the structure of acceptable tunes that can be divided into parts; nil if there are none.
    package var meanStructure: Double? { mean(verdicts.filter { $0.rejection == nil }.compactMap(\.structure)) }

    private func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    /// Draws without replacement.
    private static func draw(_ count: Int, of total: Int, _ random: RandomSource) -> [Int] {
        var random = random
        var indices = Array(0..<total)
        let count = min(count, total)
        for i in 0..<count { indices.swapAt(i, i + random.below(total - i)) }
        return Array(indices[..<count])
    }
}

package import MuseMusic
import MuseProtocols

/// The order of the tunes of a book.
package enum TuneOrder: String, SettingChoice {
    case asIs = "as_is"
    case title
    /// By kind of tune, in each by title.
    case rhythm

    /// The indices of tunes in order. Equal tunes stay in theirs.
    package func order(_ scores: [Score]) -> [Int] {
        let titles = self == .asIs ? [] : scores.map { SortingTitle($0.header.title) }
        switch self {
        case .asIs: return Array(scores.indices)
        case .title: return scores.indices.sorted { (titles[$0], $0) < (titles[$1], $1) }
        case .rhythm:
            let kinds = scores.map { TuneKind($0) }
            return scores.indices.sorted {
                (kinds[$0].rank, kinds[$0].name, titles[$0], $0) < (kinds[$1].rank, kinds[$1].name, titles[$1], $1)
            }
        }
    }
}

/// The kind of a tune: its rhythm, as a heading of a tunebook has it.
struct TuneKind: Hashable {
    /// In lower case; empty if it is not stated.
    let name: String
    /// The place in the usual order; those that are unknown and not stated come last.
    let rank: Int

    init(_ score: Score) {
        name = Rhythm.normalized(score.header.rhythm)
        rank = name.isEmpty ? .max : Rhythm.names.firstIndex(of: name) ?? .max - 1
    }

    /// `jig` or `jigs`, `waltzes`, `marches`; `other tune` for a kind that is not stated.
    func noun(_ count: Int) -> String {
        let noun = name.isEmpty ? "other tune" : name
        if count == 1 { return noun }
        let hisses = ["s", "x", "z", "ch", "sh"].contains { noun.hasSuffix($0) }
        return noun + (hisses ? "es" : "s")
    }

    /// `Slip jigs`.
    var heading: String {
        let noun = noun(2)
        return noun.prefix(1).uppercased() + noun.dropFirst()
    }
}

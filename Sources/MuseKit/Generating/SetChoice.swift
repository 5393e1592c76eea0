import MuseEvaluation
import MuseMusic
import MuseProtocols
import MuseSamplers

/// Chooses the tunes of a set from their candidates, so that they differ as much as the recipe demands.
///
/// The first tune of a set is the candidate with the highest rank. Each next one is the highest-ranked candidate whose
/// distance from all tunes chosen before is at least the contrast; if there is none, the most distant one.
final class SetChoice: Sendable {
    private struct Candidate {
        let tokens: [TokenID]
        let rank: Double
        let traits: TuneDistance
    }

    private let contrast: Double
    /// The candidates of each tune that is not yet chosen.
    private let candidates = Monitor<[Int: [Candidate]]>([:])

    init(contrast: Double) { self.contrast = contrast }

    /// Keeps the candidates of a tune. Called on any thread.
    func offer(_ tokens: [[TokenID]], of scores: [Score], ranks: [Double], forTune tune: Int) {
        let offered = tokens.indices.map {
            Candidate(
                tokens: tokens[$0], rank: ranks[$0].isNaN ? -.infinity : ranks[$0], traits: TuneDistance(scores[$0]))
        }
        candidates.change { $0[tune] = offered }
    }

    /// A tune of a set: its index, the index of the chosen candidate, and its tokens.
    typealias Chosen = (index: Int, candidate: Int, tokens: [TokenID])

    /// Chooses the tunes of a set that has been sampled, all of whose candidates have been offered.
    func choose(_ set: [TuneSampler.Tune]) -> [Chosen] {
        var chosen: [TuneDistance] = []
        return set.map { tune in
            guard let offered = candidates.change({ $0.removeValue(forKey: tune.index) }) else {
                return (tune.index, tune.candidate, tune.tokens)
            }
            let distances = offered.map { candidate in
                chosen.map { candidate.traits.distance(to: $0) }.min() ?? 1
            }
            let different = offered.indices.filter { distances[$0] >= contrast }
            let best =
                different.isEmpty
                ? Self.first(offered.indices) { distances[$0] } : Self.first(different) { offered[$0].rank }
            chosen.append(offered[best].traits)
            return (tune.index, best, offered[best].tokens)
        }
    }

    /// The first of the indices with the largest value.
    private static func first(_ indices: some Collection<Int>, by value: (Int) -> Double) -> Int {
        indices.reduce(indices.first!) { value($1) > value($0) ? $1 : $0 }
    }
}

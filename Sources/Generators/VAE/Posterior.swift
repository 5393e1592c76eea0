import MuseNeural
import MuseProtocols

/// The dimensions of a latent space.
///
/// A point is the latent of the whole tune, then that of each group of bars in order.
package struct LatentShape: Sendable, Equatable {
    /// The dimension of the latent of a whole tune.
    package var tune: Int
    /// The dimension of the latent of a group of bars; 0 without such latents.
    package var group: Int
    /// The number of groups that have latents; 0 without such latents.
    package var groups: Int

    package init(tune: Int, group: Int = 0, groups: Int = 0) {
        precondition((group == 0) == (groups == 0), "\(groups) groups of \(group) dimensions")
        self.tune = tune
        self.group = group
        self.groups = groups
    }

    /// The dimension of the whole space.
    package var size: Int { tune + group * groups }

    /// The dimension of each part.
    package var parts: [Int] { [tune] + [Int](repeating: group, count: groups) }

    /// Returns points as vectors of their parts.
    ///
    /// - Parameter points: each of `size` dimensions, or of those of the latent of the tune alone.
    func vectors(_ points: [[Float]], on tape: Tape) -> LatentVectors {
        let hasGroups = group > 0 && points.allSatisfy { $0.count == size }
        precondition(hasGroups || points.allSatisfy { $0.count == tune }, "points of other dimensions")
        return LatentVectors(
            tunes: tape.tensor(points.count, tune, points.flatMap { $0[..<tune] }),
            groups: !hasGroups
                ? nil : tape.tensor(points.count * groups, group, points.flatMap { $0[tune...] }))
    }
}

/// The latent vectors of a batch.
struct LatentVectors {
    /// The latents of whole tunes, `[S, Z]`.
    let tunes: Tensor
    /// The latents of groups of bars, tune by tune, `[S · groups, Z']`; nil to decode without them.
    let groups: Tensor?
    /// The tunes that are decoded without the latents of their groups, in training.
    var tunesWithoutGroups: Set<Int32> = []
}

/// The posteriors of a batch.
struct Posterior {
    /// The posteriors of whole tunes, one per row.
    let tunes: Gaussian
    /// The posteriors of groups of bars, tune by tune; nil without such latents. A group beyond the end of its tune has
    /// the prior.
    var groups: Gaussian?

    /// Samples the posteriors.
    ///
    /// - Parameter random: the source of the noise; nil returns the means.
    func drawn(_ random: RandomSource?, on tape: Tape) -> LatentVectors {
        LatentVectors(
            tunes: tape.draw(tunes, random), groups: groups.map { tape.draw($0, random?.stream("groups")) })
    }

    /// The posterior of a batch of a single tune.
    var ofOneTune: LatentDistribution {
        LatentDistribution(
            mean: tunes.mean.array + (groups?.mean.array ?? []),
            deviation: tunes.deviations + (groups?.deviations ?? []),
            divergences: tunes.divergences + (groups?.divergences ?? []))
    }
}

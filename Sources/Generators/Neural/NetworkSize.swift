import MuseNeural

/// The number of layers and channels of a network.
struct NetworkSize: Hashable, Sendable {
    var layers: Int
    var channels: Int
}

/// Chooses the size of a network unless the recipe sets it.
struct SizeChoice: Sendable {
    /// The number of layers in the recipe; nil if not set.
    let layers: Int?
    /// The number of channels in the recipe; nil if not set.
    let channels: Int?
    /// The default if the recipe sets a number of steps but no time budget.
    let standard: NetworkSize
    /// The sizes to choose from, in ascending order.
    let ladder: [NetworkSize]

    /// The minimum ratio of training tokens to weights. Lower than the 20 of Hoffmann et al. ("Training Compute-Optimal
    /// Large Language Models", arXiv:2203.15556), who train on each token once; small corpora are repeated many times.
    private static let tokensPerWeight = 5.0

    /// The ladder, with the sizes that the recipe sets.
    var candidates: [NetworkSize] {
        var result: [NetworkSize] = []
        for size in ladder {
            let size = NetworkSize(layers: layers ?? size.layers, channels: channels ?? size.channels)
            if !result.contains(size) { result.append(size) }
        }
        return result
    }

    /// The default size, with the sizes that the recipe sets.
    var standardSize: NetworkSize {
        NetworkSize(layers: layers ?? standard.layers, channels: channels ?? standard.channels)
    }

    /// Returns the size set by the recipe or chosen by an earlier fit; nil if it has to be chosen.
    func resolved(_ decisions: [String: Int]) -> NetworkSize? {
        guard let layers = layers ?? decisions["layers"], let channels = channels ?? decisions["channels"] else {
            return nil
        }
        return NetworkSize(layers: layers, channels: channels)
    }

    /// Returns the choices to record, so that the fit can be repeated.
    func decisions(_ size: NetworkSize) -> [String: Int] {
        var result: [String: Int] = [:]
        if layers == nil { result["layers"] = size.layers }
        if channels == nil { result["channels"] = size.channels }
        return result
    }

    /// Returns the largest size that can be trained on enough tokens within the budget.
    ///
    /// - Parameters:
    ///   - seconds: the training budget.
    ///   - weights: returns the number of weights of a size.
    ///   - speed: measures the tokens per second of a size.
    func choose(
        seconds: Double, weights: (NetworkSize) -> Int, speed: (NetworkSize) throws -> Double
    ) rethrows -> NetworkSize {
        let candidates = candidates
        guard candidates.count > 1 else { return candidates.first ?? standardSize }
        // Only the middle size is measured; the work per token is proportional to the number of weights.
        let middle = candidates[candidates.count / 2]
        let work = try speed(middle) * Double(weights(middle))
        return candidates.last { size in
            let count = Double(weights(size))
            return work / count * seconds >= Self.tokensPerWeight * count
        } ?? candidates[0]
    }
}

import MuseNeural

/// Layers and channels of a network.
struct NetworkSize: Hashable, Sendable {
    var layers: Int
    var channels: Int
}

/// How the size of a network is chosen where the recipe does not give it.
struct SizeChoice: Sendable {
    /// nil where the recipe does not give it.
    let layers: Int?
    let channels: Int?
    /// The default where steps are given, and no budget.
    let standard: NetworkSize
    /// From small to large.
    let ladder: [NetworkSize]

    /// Minimum ratio of training tokens to weights. Below the 20 of Hoffmann et al. ("Training Compute-Optimal Large
    /// Language Models", arXiv:2203.15556), who see each token once; small corpora are seen many times.
    private static let tokensPerWeight = 5.0

    /// The ladder, with the given sizes substituted.
    var candidates: [NetworkSize] {
        var result: [NetworkSize] = []
        for size in ladder {
            let size = NetworkSize(layers: layers ?? size.layers, channels: channels ?? size.channels)
            if !result.contains(size) { result.append(size) }
        }
        return result
    }

    /// The given sizes, with defaults for the rest.
    var standardSize: NetworkSize {
        NetworkSize(layers: layers ?? standard.layers, channels: channels ?? standard.channels)
    }

    /// The size as given by the recipe or an earlier fit; nil where it has to be measured.
    func settled(_ decisions: [String: Int]) -> NetworkSize? {
        guard let layers = layers ?? decisions["layers"], let channels = channels ?? decisions["channels"] else {
            return nil
        }
        return NetworkSize(layers: layers, channels: channels)
    }

    /// The choices to record, so that the fit can be repeated.
    func decisions(_ size: NetworkSize) -> [String: Int] {
        var result: [String: Int] = [:]
        if layers == nil { result["layers"] = size.layers }
        if channels == nil { result["channels"] = size.channels }
        return result
    }

    /// The largest size that can be trained on enough tokens in the budget.
    ///
    /// - Parameters:
    ///   - seconds: the training budget.
    ///   - weights: number of weights of a size.
    ///   - speed: measured tokens per second of a size.
    func choose(
        seconds: Double, weights: (NetworkSize) -> Int, speed: (NetworkSize) throws -> Double
    ) rethrows -> NetworkSize {
        let candidates = candidates
        guard candidates.count > 1 else { return candidates.first ?? standardSize }
        // Only the middle size is measured; the work is proportional to the weights.
        let middle = candidates[candidates.count / 2]
        let work = try speed(middle) * Double(weights(middle))
        return candidates.last { size in
            let count = Double(weights(size))
            return work / count * seconds >= Self.tokensPerWeight * count
        } ?? candidates[0]
    }
}

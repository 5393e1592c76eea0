import MuseNeural

/// Layers and channels of a network: given by the recipe, or chosen for the time that training may take.
struct NetworkSize: Hashable, Sendable {
    var layers: Int
    var channels: Int
}

/// The sizes of a kind of network that a recipe leaves open.
struct SizeChoice: Sendable {
    /// nil where the recipe leaves it open.
    let layers: Int?
    let channels: Int?
    /// Where steps are given, and so no time to choose by.
    let standard: NetworkSize
    /// From small to large.
    let ladder: [NetworkSize]

    /// Trained tokens for each weight that a size should see: fewer, and the smaller network is the better one. Between
    /// what Hoffmann et al. ("Training Compute-Optimal Large Language Models", arXiv:2203.15556: 20, each token seen
    /// once) and small corpora, seen again and again, ask for.
    private static let tokensPerWeight = 5.0

    /// What of the ladder keeps to the sizes given.
    var candidates: [NetworkSize] {
        var result: [NetworkSize] = []
        for size in ladder {
            let size = NetworkSize(layers: layers ?? size.layers, channels: channels ?? size.channels)
            if !result.contains(size) { result.append(size) }
        }
        return result
    }

    /// What steps are taken with: what is given, the rest as usual.
    var standardSize: NetworkSize {
        NetworkSize(layers: layers ?? standard.layers, channels: channels ?? standard.channels)
    }

    /// What is decided without measuring: by the recipe, or by an earlier fit.
    func settled(_ decisions: [String: Int]) -> NetworkSize? {
        guard let layers = layers ?? decisions["layers"], let channels = channels ?? decisions["channels"] else {
            return nil
        }
        return NetworkSize(layers: layers, channels: channels)
    }

    /// What has to be kept to when the fit is done again.
    func decisions(_ size: NetworkSize) -> [String: Int] {
        var result: [String: Int] = [:]
        if layers == nil { result["layers"] = size.layers }
        if channels == nil { result["channels"] = size.channels }
        return result
    }

    /// The largest size that sees enough tokens in the time.
    ///
    /// - Parameters:
    ///   - seconds: for training.
    ///   - weights: of a network of a size.
    ///   - speed: tokens a second of a network of a size, measured.
    func choose(
        seconds: Double, weights: (NetworkSize) -> Int, speed: (NetworkSize) throws -> Double
    ) rethrows -> NetworkSize {
        let candidates = candidates
        guard candidates.count > 1 else { return candidates.first ?? standardSize }
        // One is measured, in the middle; work grows with the weights.
        let middle = candidates[candidates.count / 2]
        let work = try speed(middle) * Double(weights(middle))
        return candidates.last { size in
            let count = Double(weights(size))
            return work / count * seconds >= Self.tokensPerWeight * count
        } ?? candidates[0]
    }
}

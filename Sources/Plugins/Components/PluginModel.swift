import MuseProtocols
import MuseStorage

/// A model of a plug-in's generator.
struct PluginModel: Model {
    let type: String
    let capabilities: Set<Capability>
    let host: any PluginHost
    let instance: any PluginInstance
    let vocabularySize: Int
    let latentSize: Int?
    let model: SavedModel
    /// Reads tunes as music, for a generator that needs to; nil if the tokens are only numbers.
    let reader: TuneReader?
    let tuning: TuningCurve

    private static let batchSize = 64

    func saved() -> SavedModel {
        var saved = model
        if !tuning.points.isEmpty { saved.description[PluginGenerator.tuning] = tuning.json }
        return saved
    }

    var latentSpace: (any LatentSpace)? {
        capabilities.contains(.latentSpace) ? latentSize.map { PluginLatentSpace(model: self, size: $0) } : nil
    }

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        return PluginDecoder(self, PluginTune.all(request))
    }

    func logProbabilities(of tokens: [TokenID]) throws -> [Double] {
        try logProbabilities(ofEach: [tokens]).first ?? []
    }

    func logProbabilities(ofEach sequences: [[TokenID]]) throws -> [[Double]] {
        try logProbabilities(ofEach: sequences, from: nil)
    }

    /// - Parameter latent: the latent point that all sequences are decoded from; nil for none.
    func logProbabilities(ofEach sequences: [[TokenID]], from latent: [Float]?) throws -> [[Double]] {
        let context = reader.map { TuneContext($0, plan: Plan(), random: RandomSource(seed: 0)) }
        var result = [[Double]](repeating: [], count: sequences.count)
        // Sorted by length, so that batches stay full.
        let order = sequences.indices.filter { !sequences[$0].isEmpty }
            .sorted { (sequences[$0].count, $0) < (sequences[$1].count, $1) }
        for start in stride(from: 0, to: order.count, by: Self.batchSize) {
            var rows = Array(order[start..<min(start + Self.batchSize, order.count)])
            let decoder = PluginDecoder(self, rows.map { _ in PluginTune(context: context, latent: latent) })
            var scores: [Float] = []
            var position = 0
            while !rows.isEmpty {
                try decoder.scores(into: &scores)
                for (i, row) in rows.enumerated() {
                    let token = Int(sequences[row][position])
                    result[row].append(Double(scores[i * vocabularySize + token]))
                }
                decoder.accept(rows.map { sequences[$0][position] })
                position += 1
                let keep = rows.map { sequences[$0].count > position }
                decoder.retain(keep)
                rows = zip(rows, keep).filter(\.1).map(\.0)
            }
        }
        return result
    }
}

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
        for batch in sequences.batchesByLength(of: Self.batchSize) {
            let decoder = PluginDecoder(self, batch.map { _ in PluginTune(context: context, latent: latent) })
            let found = try decoder.logProbabilities(of: batch.map { sequences[$0] }, vocabularySize: vocabularySize)
            for (index, logs) in zip(batch, found) { result[index] = logs }
        }
        return result
    }
}

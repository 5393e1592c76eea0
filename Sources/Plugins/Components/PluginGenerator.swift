import MuseProtocols
import MuseStorage

/// A generator in a plug-in. Its model is opaque bytes, which muse stores like weights.
struct PluginGenerator: Generator {
    private let component: PluginManifest.Component
    private let host: any PluginHost
    private let settings: PluginSettings

    private struct Fitted: Decodable {
        let model: String?
        let cannot: String?
    }

    private struct Loaded: Decodable {}

    private static let tensor = "model"
    private static let vocabulary = "vocabulary"

    init(_ component: PluginManifest.Component, _ host: any PluginHost, _ settings: PluginSettings) {
        self.component = component
        self.host = host
        self.settings = settings
    }

    private var type: String { component.schema.name }

    /// The capabilities that version 1 of the interface supports.
    static let possible = Set<Capability>.autoregressive

    var capabilities: Set<Capability> { component.schema.capabilities }

    func fit(_ corpus: TokenCorpus, _ context: FitContext) throws -> any Model {
        let training = try corpus.checkedTraining()
        func sequences(_ tokens: [[TokenID]]) -> JSON { .array(tokens.map { .array($0.map { .int(Int($0)) }) }) }
        var random = context.random
        let parameters: [String: JSON] = [
            Self.vocabulary: .int(corpus.vocabularySize), "training": sequences(training),
            "validation": sequences(corpus.validation), "seed": .int(random.below(Int(Int32.max))),
        ]
        let fitted = try host.instance(component, settings).ask(
            "generator/fit", parameters, Fitted.self,
            watch: PluginWatch(progress: context.progress, isCancelled: context.isCancelled))
        if let reason = fitted.cannot { throw FitError(reason) }
        guard let bytes = fitted.model.flatMap(Base64.bytes), !bytes.isEmpty else {
            throw host.failure("'\(type)' returned no model in base64 from 'generator/fit'")
        }
        return try model(bytes, corpus.vocabularySize)
    }

    func load(_ saved: SavedModel, reading: (any TokenReading)?) throws -> any Model {
        guard let tensor = saved.tensors.first(where: { $0.name == Self.tensor }), tensor.kind == .u8,
            let size = saved.description[Self.vocabulary]?.intValue, size > 0
        else { throw StorageError("this is not a model of the plug-in's generator '\(type)'") }
        return try model(tensor.bytes, size)
    }

    /// Loads a model from its bytes. Also used after fitting.
    private func model(_ bytes: [UInt8], _ vocabularySize: Int) throws -> any Model {
        let instance = try host.instance(component, settings)
        _ = try instance.ask(
            "generator/load",
            [Self.vocabulary: .int(vocabularySize), "model": .string(Base64.text(bytes))], Loaded.self)
        let saved = SavedModel(
            description: ["type": .string(type), Self.vocabulary: .int(vocabularySize)],
            tensors: [StoredTensor(name: Self.tensor, kind: .u8, bytes)])
        return PluginModel(
            type: type, capabilities: capabilities, host: host, instance: instance, vocabularySize: vocabularySize,
            model: saved)
    }
}

/// A model of a plug-in's generator.
private struct PluginModel: Model {
    let type: String
    let capabilities: Set<Capability>
    let host: any PluginHost
    let instance: any PluginInstance
    let vocabularySize: Int
    let model: SavedModel

    private static let batchSize = 64

    func saved() -> SavedModel { model }

    func decoder(for request: DecodingRequest) throws -> any TokenDecoder {
        try request.check(against: capabilities)
        return PluginDecoder(self, rows: request.rows)
    }

    func logProbabilities(of tokens: [TokenID]) throws -> [Double] {
        try logProbabilities(ofEach: [tokens]).first ?? []
    }

    func logProbabilities(ofEach sequences: [[TokenID]]) throws -> [[Double]] {
        var result = [[Double]](repeating: [], count: sequences.count)
        // Sorted by length, so that batches stay full.
        let order = sequences.indices.filter { !sequences[$0].isEmpty }
            .sorted { (sequences[$0].count, $0) < (sequences[$1].count, $1) }
        for start in stride(from: 0, to: order.count, by: Self.batchSize) {
            var rows = Array(order[start..<min(start + Self.batchSize, order.count)])
            let decoder = PluginDecoder(self, rows: rows.count)
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

/// Scores next tokens in the plug-in.
private final class PluginDecoder: TokenDecoder {
    private let model: PluginModel
    private var tokens: [[TokenID]]
    /// The scorer; nil before the first step.
    private var scorer: (any PluginScorer)?

    init(_ model: PluginModel, rows: Int) {
        self.model = model
        tokens = [[TokenID]](repeating: [], count: rows)
    }

    var rowCount: Int { tokens.count }

    func scores(into scores: inout [Float]) throws {
        let scorer = try scorer ?? model.instance.scorer()
        if self.scorer == nil { scorer.begin(tokens.count) }
        self.scorer = scorer
        try scorer.scores(of: tokens, size: model.vocabularySize, into: &scores)
        for (row, start) in stride(from: 0, to: scores.count, by: model.vocabularySize).enumerated() {
            let part = scores[start..<start + model.vocabularySize]
            if !part.allSatisfy({ $0 < .infinity }) || !part.contains(where: { $0 > -.infinity }) {
                throw model.host.failure(
                    "'\(model.type)' returned scores for token \(tokens[row].count + 1) of a tune that are not log-"
                        + "probabilities")
            }
        }
    }

    func accept(_ tokens: [TokenID]) {
        for (row, token) in tokens.enumerated() { self.tokens[row].append(token) }
    }

    func retain(_ keep: [Bool]) {
        tokens = zip(tokens, keep).filter(\.1).map(\.0)
        scorer?.retain(keep)
    }
}

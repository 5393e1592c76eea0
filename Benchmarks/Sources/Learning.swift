import Foundation
import MuseGenerators
import MuseKit
import MuseProtocols

/// Learns the embedded tunes with a small Transformer, for comparison with PyTorch: 4 layers of 128 channels, rotary
/// positions, normalised queries and keys, SwiGLU; batches of about 4096 tokens.
struct Learning {
    /// Tunes as tokens; every tenth is held out.
    struct Tunes: Codable {
        let vocabularySize: Int
        /// The tokens of tonics.
        let tonics: [TokenID]
        var training: [[TokenID]]
        var validation: [[TokenID]]
    }

    /// Writes the tunes of music files in tokens of `abc`.
    static func write(_ files: [String], to output: String) throws {
        let tokenizer = try Registries.builtIn.tokenizers.make(.map([("type", .scalar("abc"))]), path: "tokenizer")
        let names = tokenizer.vocabulary.names
        var tunes = Tunes(
            vocabularySize: names.count, tonics: names.indices.filter { names[$0].hasPrefix("K:") }.map { TokenID($0) },
            training: [], validation: [])
        var count = 0
        try Muse().readMusic(files) { file in
            for score in try file.file.get().scores {
                guard let tokens = try? tokenizer.encode(score).tokens, tokens.count <= 1024 else { continue }
                count += 1
                if count % 10 == 0 { tunes.validation.append(tokens) } else { tunes.training.append(tokens) }
            }
        }
        try JSONEncoder().encode(tunes).write(to: URL(fileURLWithPath: output))
    }

    /// Trains on the tunes of a file that `write` has written, and prints the step, the seconds of training and the
    /// held-out loss in nats per token, at each validation.
    ///
    /// - Parameter rate: the learning rate; with Muon, that of AdamW is the default.
    static func run(_ file: String, optimizer: String, rate: String, steps: Int) throws {
        let tunes = try JSONDecoder().decode(Tunes.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
        let training = [
            ("steps", "\(steps)"), ("batch_tokens", "4096"), ("optimizer", optimizer), ("learning_rate", rate),
            ("decay", "linear"), ("dropout", "0"), ("validation_interval", "50"), ("patience", "1000"),
        ]
        let node = Node.map([
            ("type", .scalar("transformer")), ("layers", .scalar("4")), ("channels", .scalar("128")),
            ("heads", .scalar("4")), ("context", .scalar("1024")),
            ("training", .map(training.map { ($0, .scalar($1)) })),
        ])
        let generator = try Registry<any Generator>.builtIn.make(node, path: "generator")
        let clock = ContinuousClock()
        let start = clock.now
        let context = FitContext(
            random: RandomSource(seed: 1),
            measure: { measurement in
                guard case .training(let point) = measurement, let loss = point.validation else { return }
                let time = (clock.now - start).components
                let seconds = Double(time.seconds) + Double(time.attoseconds) * 1e-18
                print("{\"step\": \(point.step), \"seconds\": \(seconds), \"loss\": \(loss)}")
                fflush(nil)
            })
        _ = try generator.fit(
            TokenCorpus(
                vocabularySize: tunes.vocabularySize, training: tunes.training, validation: tunes.validation), context)
    }
}

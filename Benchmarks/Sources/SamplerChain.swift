import MusePlugins
import MuseProtocols
import MuseSamplers

/// Applies a sampler repeatedly to a batch of six tunes of 120 steps, with a vocabulary of 100.
final class SamplerChain {
    private let plugins: Plugins
    private let sampler: any Sampler
    private let steps: Int
    private let scores: [[Float]]
    private let tokens: [[TokenID]]

    /// - Parameters:
    ///   - folder: the folder of the plug-in whose sampler `bench` is timed; nil for the built-in repetition penalty.
    ///   - program: `muse`, which runs the plug-in's library in a process of its own; nil to load it into this process.
    init(_ folder: String?, program: String?, steps: Int) throws {
        self.steps = steps
        plugins = try Plugins(folders: folder.map { [$0] } ?? [], program: program)
        let registries = try plugins.added(
            to: Registries(
                tokenizers: Registry("tokenizer", []), generators: Registry("generator", []), samplers: .builtIn,
                constraints: Registry("constraint", []), rules: Registry("rule", []),
                importers: Registry("importer", []), exporters: Registry("exporter", [])))
        sampler = try registries.samplers.make(
            .map([("type", .scalar(folder == nil ? "repetition_penalty" : "bench"))]), path: "sampler")
        var random = RandomSource(seed: 1)
        scores = (0..<6).map { _ in (0..<100).map { _ in Float(-8 * random.uniform()) } }
        tokens = (0..<6).map { _ in (0..<120).map { _ in TokenID(random.below(100)) } }
    }

    deinit { plugins.stop() }

    func run() throws {
        var logits = scores
        for start in stride(from: 0, to: steps, by: 120) {
            if let batch = sampler.batch(rows: 6) {
                for step in 0..<min(120, steps - start) {
                    for row in 0..<6 { logits[row] = scores[row] }
                    try batch.adjust(&logits, at: tokens.map { Step(tokens: Array($0[..<step])) })
                }
                continue
            }
            var samplers = [any Sampler](repeating: sampler, count: 6)
            for step in 0..<min(120, steps - start) {
                for row in 0..<6 {
                    logits[row] = scores[row]
                    try samplers[row].adjust(&logits[row], at: Step(tokens: Array(tokens[row][..<step])))
                }
            }
        }
    }
}

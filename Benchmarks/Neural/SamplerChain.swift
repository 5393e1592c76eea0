import MusePlugins
import MuseProtocols
import MuseSamplers

/// One sampler for six tunes side by side, 120 steps of 100 tokens each, over and over: 100 000 tokens, or 2 000 steps for a
/// plug-in in a process.
final class SamplerChain: TimedWork {
    private let plugins: Plugins
    private let sampler: any Sampler
    private let steps: Int
    private var scores: [[Float]] = []
    private var tokens: [[TokenID]] = []

    /// - Parameter folder: a plug-in's, the work of its first sampler; nil for muse's own repetition penalty.
    init(_ folder: String?, steps: Int) throws {
        self.steps = steps
        plugins = try Plugins(folder.map { [try PluginManifest(folder: $0)] } ?? [])
        if let component = plugins.manifests.first?.components.first {
            sampler = try plugins.added(to: .empty).samplers.makeWithDefaults(component.schema.name)
        } else {
            sampler = try Registry<any Sampler>.builtIn.makeWithDefaults("repetition_penalty")
        }
        var random = RandomSource(seed: 1)
        scores = (0..<6).map { _ in (0..<100).map { _ in Float(-8 * random.uniform()) } }
        tokens = (0..<6).map { _ in (0..<120).map { _ in TokenID(random.below(100)) } }
    }

    deinit { plugins.stop() }

    func doOnce() throws {
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

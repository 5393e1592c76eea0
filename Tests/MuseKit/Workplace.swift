import Foundation
import MuseKit

/// A temporary folder with a tunebook, a recipe and a model cache, removed when the test ends.
final class Workplace {
    let path: String
    var cache: ModelCache { ModelCache(folder: "\(path)/cache") }

    init(_ recipe: String = jigs) throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("muse-kit-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try write("tunes.abc", tunebook)
        try write("recipe.yaml", recipe)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")) }

    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

    func muse(components: Registries = .builtIn) -> Muse { Muse(components: components, cache: cache) }

    func recipe(_ muse: Muse, _ setting: [String: String] = [:]) throws -> Recipe {
        try muse.recipe(at: "\(path)/recipe.yaml", setting: setting)
    }
}

/// Collects the events of a run, and can cancel it at one of them.
final class Recorder: @unchecked Sendable {
    private let lock = NSLock()
    private var recorded: [RunEvent] = []
    private var isStopped = false

    /// - Parameter stopsAt: whether to cancel the run at an event.
    func observer(stopsAt: @escaping @Sendable (RunEvent) -> Bool = { _ in false }) -> RunObserver {
        RunObserver(
            observe: { event in
                self.lock.withLock {
                    self.recorded.append(event)
                    if stopsAt(event) { self.isStopped = true }
                }
            },
            isCancelled: { self.lock.withLock { self.isStopped } })
    }

    var events: [RunEvent] { lock.withLock { recorded } }

    /// The events as text, in order, without progress.
    var kinds: [String] {
        events.compactMap { event in
            switch event {
            case .began(let stage): "began \(stage.rawValue)"
            case .progressed, .estimated, .measured: nil
            case .ended(let stage, _): "ended \(stage.rawValue)"
            case .readCorpus: "corpus"
            case .skippedTunes: "skipped"
            case .preparedModel(let model): "model \(name(of: model.origin))"
            case .finishedTune(let tune): "tune \(tune.number)"
            case .wroteFile(let path): "wrote \(path.split(separator: "/").last ?? "")"
            case .remark: "remark"
            case .warning: "warning"
            }
        }
    }

    private func name(of origin: PreparedModel.Origin) -> String {
        switch origin {
        case .fitted: "fitted"
        case .cached: "cached"
        case .pretrained: "pretrained"
        case .fineTuned: "fine-tuned"
        case .cachedFineTuned: "fine-tuned cached"
        }
    }
}

/// A valid recipe that runs quickly.
let jigs = """
    muse: 1
    title: Jigs
    seed: 3
    corpus: {files: [tunes.abc], where: {rhythm: jig}, split: {validation: 0.2}}
    tokenizer: {type: abc}
    generator: {type: markov, order: 3}
    sampler: [{type: temperature, value: 0.9}]
    constraints: [{type: form, sections: [8, 8]}, {type: key, tonic: D, mode: major}]
    rules: [{type: ends_on_tonic}]
    generate: {count: 3, best_of: 2, condition: {meter: 6/8, rhythm: jig}}
    export: [{type: abc, path: jigs.abc}, {type: midi, path: "jig-{n}.mid"}]

    """

/// Traditional jigs, in settings of our own.
let tunebook = """
    X:1
    T:The Irish Washerwoman
    R:jig
    M:6/8
    L:1/8
    K:G
    |: d/c/ | BGG DGG | BGB dcB | cAA EAA | cAc edc |
    BGG DGG | BGB dcB | cBc Adc | BGG G2 :|
    |: d | gdg gdg | gdg bag | fdf fdf | fdf agf |
    egg dgg | cgg B2 g | cBc Adc | BGG G2 :|

    X:2
    T:The Kesh
    R:jig
    M:6/8
    L:1/8
    K:G
    |: GAG GAB | ABA ABd | edd gdd | edB dBA |
    GAG GAB | ABA ABd | edd gdB | AGF G3 :|
    |: BAB dBd | ege dBG | BAB dBG | ABA AGA |
    BAB dBd | ege dBd | gfg aga | bgf g3 :|

    X:3
    T:Haste to the Wedding
    R:jig
    M:6/8
    L:1/8
    K:D
    |: A/G/ | FAA fed | BBB BdB | AAA AFA | EEE EFG |
    FAA fed | BBB BdB | ABA f2 e | ddd d2 :|
    |: g | fff fga | eee efg | fff fga | eee e2 A |
    aaa f2 f | ggg efg | fed Bcd | AFD D2 :|

    X:4
    T:Off She Goes
    R:jig
    M:6/8
    L:1/8
    K:D
    |: F2 A G2 B | ABc d2 A | F2 A G2 B | AFD E2 D |
    F2 A G2 B | ABc d2 e | f2 d g2 e | dcd d3 :|
    |: f2 d gfe | f2 d A2 d | f2 d gfe | dcB A3 |
    f2 d g2 e | fed B2 A | G2 B AFD | EDE D3 :|

    """

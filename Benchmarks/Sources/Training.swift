import MuseGenerators
import MuseProtocols
import Synchronization

/// Fits a generator; each request is one update of its weights, on the same batch.
///
/// The generator asks after each update whether it has been cancelled; the next request is awaited there. The first
/// answer includes the preparation, or for a GAN is the preparation alone. The times include what fitting does beside
/// the updates, such as checkpoints.
func train(_ generator: any Generator, _ corpus: TokenCorpus) throws {
    let requests = Mutex(Requests())
    guard requests.withLock({ $0.next() }) else { return }
    let context = FitContext(
        random: RandomSource(seed: 1), isCancelled: { requests.withLock { requests in !requests.next() } })
    do {
        _ = try generator.fit(corpus, context)
    } catch is CancellationError {}
}

/// A built-in generator without dropout, at a constant learning rate.
///
/// - Parameter batch: tokens an update.
func generator(
    _ type: String, batch: Int, steps: Int = 1_000_000_000, _ settings: KeyValuePairs<String, String>
) throws -> any Generator {
    let training: KeyValuePairs = [
        "steps": "\(steps)", "batch_tokens": "\(batch)", "dropout": "0", "warm_up": "0", "decay": "constant",
        "validation_interval": "1000000000",
    ]
    let node = Node.map(
        [("type", .scalar(type)), ("training", .map(training.map { ($0, .scalar($1)) }))]
            + settings.map { ($0, .scalar($1)) })
    return try Registry<any Generator>.builtIn.make(node, path: "generator")
}

extension Node {
    private static let mark = SourceMark(source: SourceFile(name: "benchmark", text: ""), line: 1, column: 1)

    static func scalar(_ text: String) -> Node { Node(.scalar(text, isPlain: true), at: mark) }

    static func map(_ entries: [(String, Node)]) -> Node {
        Node(.map(entries.map { Node.Entry(key: $0, keyMark: mark, value: $1) }), at: mark)
    }
}

extension TokenCorpus {
    /// Training sequences of uniformly drawn tokens.
    static func random(vocabularySize: Int, sequences: Int, length: Int) -> TokenCorpus {
        var random = RandomSource(seed: 1)
        return TokenCorpus(
            vocabularySize: vocabularySize,
            training: (0..<sequences).map { _ in (0..<length).map { _ in TokenID(random.below(vocabularySize)) } })
    }
}

import MuseGenerators
import MuseProtocols
import Synchronization

/// Fits a generator. Each request performs one update of its weights, on the same batch.
///
/// After each update, the generator checks for cancellation; the check waits for the next request. The first answer
/// includes the preparation; for a GAN, it consists of the preparation only. The times include other work of fitting,
/// such as checkpoints.
func train(_ generator: any Generator, _ corpus: TokenCorpus) throws {
    let requests = Mutex(Requests())
    guard requests.withLock({ $0.next() }) else { return }
    let context = FitContext(
        random: RandomSource(seed: 1), isCancelled: { requests.withLock { requests in !requests.next() } })
    do {
        _ = try generator.fit(corpus, context)
    } catch is CancellationError {}
}

/// Makes a built-in generator without dropout and with a constant learning rate.
///
/// - Parameter batch: the number of tokens per update; nil for generators whose updates are not measured in tokens.
func generator(
    _ type: String, batch: Int?, steps: Int = 1_000_000_000, _ settings: KeyValuePairs<String, String>
) throws -> any Generator {
    var training = [
        ("steps", "\(steps)"), ("warm_up", "0"), ("decay", "constant"), ("validation_interval", "1000000000"),
    ]
    if let batch { training += [("batch_tokens", "\(batch)"), ("dropout", "0"), ("optimizer", "adamw")] }
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
    /// Returns a corpus of uniformly random tokens.
    static func random(vocabularySize: Int, sequences: Int, length: Int) -> TokenCorpus {
        var random = RandomSource(seed: 1)
        return TokenCorpus(
            vocabularySize: vocabularySize,
            training: (0..<sequences).map { _ in (0..<length).map { _ in TokenID(random.below(vocabularySize)) } })
    }
}

import MuseGenerators
import MuseProtocols
import MuseStorage
import Testing

/// Makes a generator from the settings of a recipe: `toy("markov", [("order", "2")])`. Settings of a group have names
/// such as `training.steps`; a value such as `[1, 2]` is a list.
func toy(_ type: String, _ settings: [(String, String)] = []) throws -> any Generator {
    try Registry<any Generator>.builtIn.make(toyNode(type, settings), path: "generator")
}

private let toyMark = SourceMark(source: SourceFile(name: "toy.yaml", text: ""), line: 1, column: 1)

/// A generator with its settings as a mapping.
private func toyNode(_ type: String, _ settings: [(String, String)]) -> Node {
    func node(_ value: String) -> Node {
        guard value.hasPrefix("[") else { return Node(.scalar(value, isPlain: true), at: toyMark) }
        let items = value.dropFirst().dropLast().split(separator: ", ").map { node(String($0)) }
        return Node(.list(items), at: toyMark)
    }
    func entry(_ key: Substring, _ value: String) -> Node.Entry {
        Node.Entry(key: String(key), keyMark: toyMark, value: node(value))
    }
    var entries = [entry("type", type)]
    var training: [Node.Entry] = []
    for (key, value) in settings {
        if key.hasPrefix("training.") {
            training.append(entry(key.dropFirst(9), value))
        } else {
            entries.append(entry(key[...], value))
        }
    }
    if !training.isEmpty {
        entries.append(Node.Entry(key: "training", keyMark: toyMark, value: Node(.map(training), at: toyMark)))
    }
    return Node(.map(entries), at: toyMark)
}

/// Makes a mix of generators, each given by its type and settings.
func toyMix(_ models: [(String, [(String, String)])], method: String = "product") throws -> any Generator {
    let items = Node(.list(models.map { toyNode($0.0, $0.1) }), at: toyMark)
    let models = Node.Entry(key: "models", keyMark: toyMark, value: items)
    let mix = toyNode("mix", [("method", method)])
    return try Registry<any Generator>.builtIn.make(
        Node(.map((mix.entries ?? []) + [models]), at: toyMark), path: "generator")
}

/// The variants of generators that `smallToy` also makes.
let toyVariants = ["vae of transformers", "sequence_gan of transformers"]

/// Returns the schema of a generator, or of the generator of a variant.
func toySchema(_ type: String) throws -> Schema {
    let name = toyVariants.contains(type) ? String(type.prefix { $0 != " " }) : type
    return try #require(Registry<any Generator>.builtIn[name]).schema
}

/// Makes a generator that is small enough to fit quickly.
///
/// - Parameter type: the name of a generator, or one of `toyVariants`.
/// - Parameter more: additional settings.
func smallToy(_ type: String, _ more: [(String, String)] = []) throws -> any Generator {
    let training =
        [("training.steps", "8"), ("training.batch_tokens", "128"), ("training.validation_interval", "4")] + more
    return switch type {
    case "mix":
        try toyMix(
            [("markov", [("order", "2")]), ("hmm", [("states", "4"), ("iterations", "5"), ("weight", "0.5")])])
    case "hmm": try toy(type, [("states", "4"), ("iterations", "5")] + more)
    case "lstm", "gru":
        try toy(type, [("layers", "2"), ("channels", "16"), ("embedding", "8")] + training)
    case "vae":
        try toy(
            type,
            [("layers", "2"), ("channels", "16"), ("embedding", "8"), ("latent", "4"), ("annealing", "4")] + training)
    case "vae of transformers":
        try toy(
            "vae",
            [
                ("decoder", "transformer"), ("layers", "2"), ("channels", "16"), ("heads", "4"), ("context", "32"),
                ("latent", "4"), ("group_latent", "2"), ("annealing", "4"),
            ] + training)
    case "sequence_gan of transformers":
        try toy(
            "sequence_gan",
            [
                ("network", "transformer"), ("layers", "2"), ("channels", "16"), ("heads", "4"), ("context", "32"),
                ("rounds", "3"), ("tunes", "6"),
            ] + training)
    case "sequence_gan":
        try toy(
            type, [("layers", "2"), ("channels", "16"), ("rounds", "3"), ("tunes", "6")] + training)
    case "grid_gan":
        try toy(
            type,
            [
                ("channels", "16"), ("bars", "2"), ("latent", "8"), ("sheets", "16"), ("training.steps", "6"),
                ("training.validation_interval", "3"),
            ] + more)
    case "transformer":
        try toy(
            type,
            [("layers", "2"), ("channels", "16"), ("heads", "4"), ("key_heads", "2"), ("context", "32")] + training)
    default: try toy(type, more)
    }
}

extension Generator {
    func fit(_ training: [[TokenID]], of vocabularySize: Int) throws -> any Model {
        try fit(
            TokenCorpus(vocabularySize: vocabularySize, training: training), FitContext(random: RandomSource(seed: 1)))
    }
}

extension Model {
    /// Returns the probability of the last token after the others.
    func probability(_ tokens: TokenID...) throws -> Double {
        // Uses the decoder, which does not depend on later tokens.
        let decoder = try decoder(for: DecodingRequest(rows: 1))
        var scores: [Float] = []
        for token in tokens.dropLast() {
            try decoder.scores(into: &scores)
            decoder.accept([token])
        }
        try decoder.scores(into: &scores)
        return exponential(Double(scores[Int(tokens[tokens.count - 1])]))
    }
}

extension Model {
    /// Returns the scores of all tokens at each position of a tune that is decoded alone.
    func scoresAlone(_ tune: [TokenID]) throws -> [[Float]] {
        let decoder = try decoder(for: DecodingRequest(rows: 1))
        return try tune.map { token in
            var scores: [Float] = []
            try decoder.scores(into: &scores)
            decoder.accept([token])
            return scores
        }
    }
}

/// Makes tunes over tokens 0 to 8, each ended by 9, with repeated phrases.
func toyTunes(_ count: Int, seed: UInt64 = 5) -> [[TokenID]] {
    var random = RandomSource(seed: seed)
    return (0..<count).map { _ in
        var tune: [TokenID] = []
        while tune.count < 24 {
            if tune.count > 6, random.below(2) == 0 {
                tune += tune[(tune.count - 6)..<(tune.count - 2)]
            } else {
                tune.append(TokenID(random.below(3) * random.below(5)))
            }
        }
        return tune + [9]
    }
}

/// Checkpoints in memory, which keep the last saved state.
struct MemoryCheckpoints: Checkpoints {
    private let saved = Monitor<SavedModel?>(nil)
    func load() -> SavedModel? { saved.read { $0 } }
    func save(_ state: SavedModel) throws { saved.change { $0 = state } }
}

extension FitContext {
    /// A context that cancels at the `stop`th check.
    init(seed: UInt64, stoppingAt stop: Int, _ checkpoints: MemoryCheckpoints) {
        let asked = Monitor(0)
        self.init(
            random: RandomSource(seed: seed),
            isCancelled: {
                asked.change {
                    $0 += 1
                    return $0 == stop
                }
            }, checkpoints: checkpoints)
    }
}

import MuseExport
import MuseProtocols
import MuseRecipe
import MuseStorage

/// The folder that a run leaves: exported files, model, metrics and the lock.
struct RunFolder {
    let recipe: Recipe
    let learned: Learned
    let path: String

    init(_ recipe: Recipe, _ learned: Learned, out: String?) throws {
        self.recipe = recipe
        self.learned = learned
        path = try Self.path(recipe, learned.corpusHashes, out: out)
    }

    /// - Parameter out: the folder asked for; nil for `runs/NAME-HASH`.
    static func path(_ recipe: Recipe, _ corpusHashes: [String], out: String?) throws -> String {
        let folder = try out ?? "runs/\(recipe.name)-\(recipe.runHash(corpusHashes).prefix(8))"
        // A variant of a sweep has a folder of its own within it.
        return recipe.label.isEmpty ? folder : "\(folder)/\(folderName(recipe.label))"
    }

    func writeModel() throws { try ModelCache.install(from: learned.folder, into: "\(path)/model") }

    /// Writes all files of a run, each at once or not at all.
    ///
    /// - Returns: the paths of the exported files.
    func write(_ tunes: [GeneratedTune]) throws -> [String] {
        try writeModel()
        let written = try export(tunes)
        try AtomicFile.write(metrics(tunes), to: "\(path)/metrics.jsonl")
        let lock = Lock(
            museVersion: Muse.version, recipeName: recipe.name, corpusHashes: learned.corpusHashes,
            vocabularyHash: recipe.tokenizer.vocabulary.hash, modelHash: learned.record.weightsHash,
            decisions: learned.model.decisions,
            pluginHashes: try Dictionary(uniqueKeysWithValues: recipe.plugins.map { ($0.id, try $0.digest()) }))
        let text = recipe.lockText(lock, paths: .relative(toFolder: path))
        try AtomicFile.write(Array(text.utf8), to: "\(path)/recipe.lock.yaml")
        return written
    }

    private func export(_ tunes: [GeneratedTune]) throws -> [String] {
        let provenance = Provenance(
            recipe: recipe.name, seed: recipe.seed, hash: try recipe.runHash(learned.corpusHashes),
            version: Muse.version)
        var written: [String] = []
        for export in recipe.exports {
            let files =
                export.isFileATune
                ? tunes.map { (export.path(forTune: $0.number), [$0.score]) }
                : [(export.path, tunes.map(\.score))]
            let folder = path
            let exporter = export.exporter
            written += try concurrentMap(files.filter { !$0.1.isEmpty }) { (name, scores) throws -> String in
                let file = "\(folder)/\(name)"
                if let slash = file.lastIndex(of: "/") { try createDirectories(String(file[..<slash])) }
                try AtomicFile.write(exporter.write(scores, provenance: provenance), to: file)
                return file
            }
        }
        return written
    }

    /// A line for each look that training took and for each round of fine-tuning, then a line a tune: what the rules
    /// measured, and how surprising the model finds it.
    private func metrics(_ tunes: [GeneratedTune]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        for point in learned.model.curve.points {
            var members: [String: JSON] = ["step": .int(point.step), "loss": .double(point.training)]
            if let loss = point.validation { members["held_out_loss"] = .double(loss) }
            bytes += try JSON.object(members).bytes() + [0x0A]
        }
        for point in learned.model.tuning.points {
            let names = recipe.fineTuning.map { $0.choices == nil ? $0.rewards.map(\.type) : ["choices"] } ?? []
            let rewards = zip(names, point.satisfactions).map { ($0, JSON.double($1)) }
            var members: [String: JSON] = [
                "fine_tuning_step": .int(point.step), "reward": .double(point.reward), "kl": .double(point.kl),
                "entropy": .double(point.entropy), "distinct": .double(point.distinct),
                "rewards": .object(Dictionary(rewards, uniquingKeysWith: { first, _ in first })),
            ]
            if let distance = point.distance { members["distance"] = .double(distance) }
            bytes += try JSON.object(members).bytes() + [0x0A]
        }
        for tune in tunes {
            var members: [String: JSON] = [
                "tune": .int(tune.number), "tokens": .int(tune.tokens.count), "candidate": .int(tune.candidate + 1),
            ]
            if let bits = tune.bitsPerNote, bits.isFinite { members["bits_per_note"] = .double(bits) }
            var rules: [String: JSON] = [:]
            for (rule, measurement) in zip(recipe.rules, tune.measurements) {
                rules[rule.type] = .object([
                    "value": .double(measurement.value), "satisfaction": .double(measurement.satisfaction),
                ])
            }
            members["rules"] = .object(rules)
            bytes += try JSON.object(members).bytes() + [0x0A]
        }
        return bytes
    }

    /// `generator.order=2 sampler.0.value=0.8` as the name of a folder.
    private static func folderName(_ label: String) -> String {
        String(label.map { $0 == "/" || $0 == " " || !$0.isASCII ? "_" : $0 })
    }
}

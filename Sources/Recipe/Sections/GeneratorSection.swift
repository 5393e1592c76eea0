import MuseProtocols
import MuseStorage

/// The setting common to all generators: a fitted model to start from.
struct GeneratorSection {
    static let pretrained = Setting<String>(
        "pretrained", kind: .notation("the folder of a model", example: "../Models/folk-transformer"), default: nil,
        "pretrained model to start from, relative to the recipe; provides the settings that the recipe omits; without "
            + "`training` it is used unchanged and needs no corpus; `vae` and `sequence_gan` can also start from a "
            + "`transformer`, and are then always trained")
    static let section = Section(
        "generator", "settings common to all generators", affects: .fit,
        [.setting(pretrained, namesFiles: true)])

    let pretrained: Recipe.Pretrained?
    /// The pretrained models of the parts of a generator that consists of several; empty for others.
    let parts: [Recipe.Pretrained?]

    /// Whether a model is fitted, and not only loaded.
    var isFitted: Bool {
        parts.isEmpty ? pretrained?.isTrained ?? true : parts.contains { $0?.isTrained ?? true }
    }

    /// Whether a model is fitted to a corpus.
    let learns: Bool

    /// Reads the models and adds to the recipe the settings that it omits.
    init(_ check: inout RecipeCheck) throws {
        let name = Self.section.name
        guard let generator = check.root[name]?.component else {
            (pretrained, parts, learns) = (nil, [], true)
            return
        }
        if let found = try Self.pretrained(&check, generator, name) {
            pretrained = found.model
            // With further training, the training settings determine the capabilities.
            if !found.model.isTrained { check.weightsCapabilities = found.capabilities }
            check.replace(name, with: found.generator)
        } else {
            pretrained = nil
        }
        let all = try Self.parts(&check, generator)
        parts = all.map(\.model)
        learns =
            all.isEmpty
            ? (pretrained?.isTrained ?? true) && check.generatorNeedsCorpus
            : all.contains { ($0.model?.isTrained ?? true) && $0.needsCorpus }
    }

    /// The parts with their pretrained models, whose settings they get where the recipe omits them.
    private static func parts(
        _ check: inout RecipeCheck, _ generator: Node
    ) throws -> [(model: Recipe.Pretrained?, needsCorpus: Bool)] {
        guard let schema = generator["type"]?.text.flatMap({ check.registries.generators[$0]?.schema }),
            let setting = schema.settings.first(where: { $0.kind.hasComponents(of: section.name) }),
            let list = generator[setting.name]
        else { return [] }
        var items: [Node] = []
        var parts: [(model: Recipe.Pretrained?, needsCorpus: Bool)] = []
        for (i, item) in list.listed.map(\.component).enumerated() {
            let found = try pretrained(&check, item, "\(section.name).\(setting.name)[\(i)]")
            let part = found?.generator ?? item
            let own = part["type"]?.text.flatMap { check.registries.generators[$0]?.schema }
            items.append(part)
            parts.append((found?.model, own?.needsCorpus ?? true))
        }
        let whole = generator.adding(setting.name, Node(.list(items), at: list.mark))
        if parts.contains(where: { $0.model != nil }) { check.replace(section.name, with: whole) }
        return parts
    }

    /// The pretrained model that a generator starts from, the generator with the settings of the model, and what the
    /// model can do; nil if there is none.
    private static func pretrained(
        _ check: inout RecipeCheck, _ generator: Node, _ place: String
    ) throws -> (model: Recipe.Pretrained, generator: Node, capabilities: Set<Capability>?)? {
        let key = pretrained.info.name
        guard let node = generator[key], let text = node.text, !node.isNull, !text.isEmpty else { return nil }
        let path = Files.resolve(text, relativeTo: node.mark.source.folder)
        func note(_ message: String) {
            check.mistakes.note(.conflict(message), "\(place).\(key)", at: node.mark)
        }
        let record: ModelRecord
        do {
            record = try ModelFolder.record(path)
        } catch let error as StorageError {
            note("\(error)")
            return nil
        } catch {
            note("cannot read the model: \(error)")
            return nil
        }
        let type = generator["type"]?.text.map { check.registries.generators[$0]?.schema.name ?? $0 }
        let own = type.flatMap { check.registries.generators[$0]?.schema }
        let startingPoint = own?.startingPoints.first { $0.generator == record.generator }
        if let type, type != record.generator, startingPoint == nil {
            note("this model belongs to the generator '\(record.generator)', not to '\(type)'")
            return nil
        }
        let source = SourceFile(name: "\(path)/model.json", text: record.settings)
        guard let read = try check.mistakes.collect({ try YAMLReader.read(source) }), var settings = read else {
            return nil
        }
        for setting in check.registries.generators[record.generator]?.schema.settings ?? [] {
            guard let older = setting.olderText, settings[setting.name] == nil else { continue }
            settings = settings.adding(setting.name, Node(.scalar(older, isPlain: true), at: settings.mark))
        }
        // A model of another generator is only the starting point of a fit.
        let isTrained = startingPoint != nil || generator["training"].map { !$0.isNull } ?? false
        check.compare(generator, at: place, with: settings, decisions: record.decisions, isTrained: isTrained)
        // The model's own training is finished; only the recipe can request more.
        let inherited =
            if let own, let startingPoint {
                check.settings(of: own, from: startingPoint, settings, record.decisions, generator, at: place)
            } else {
                (settings.entries ?? []).filter { isTrained || $0.key != "training" }
            }
        let model = Recipe.Pretrained(
            place: "\(place).\(key)", path: path, mark: node.mark, weightsHash: record.weightsHash ?? "",
            vocabularyHash: record.vocabularyHash, isTrained: isTrained)
        return (
            model, Node(.map(inherited), at: settings.mark).merged(with: generator),
            isTrained ? nil : check.capabilities(of: record, settings: settings)
        )
    }
}

extension RecipeCheck {
    /// The settings that a generator takes over from a model of another: those that the model's weights depend on, and
    /// those that it needs to start from them. Records each setting of the recipe that makes this impossible.
    fileprivate mutating func settings(
        of schema: Schema, from start: StartingPoint, _ fitted: Node, _ decisions: [String: Int], _ generator: Node,
        at place: String
    ) -> [Node.Entry] {
        let structure = registries.generators[start.generator]?.schema.settings.filter(\.isFixedByWeights) ?? []
        return schema.settings.compactMap { setting in
            let name = setting.name
            var value: Node?
            if let needed = start.settings[name] {
                if let node = generator[name], !node.isNull, setting.canonical(node).text != needed {
                    let message =
                        "a model of '\(start.generator)' needs `\(name): \(needed)`; found \(node.described)"
                    mistakes.note(.conflict(message), "\(place).\(name)", at: node.mark)
                }
                value = Node(.scalar(needed, isPlain: true), at: fitted.mark)
            } else if structure.contains(where: { $0.name == name }) {
                value = fitted[name] ?? decisions[name].map { Node(.scalar("\($0)", isPlain: true), at: fitted.mark) }
            }
            return value.map { Node.Entry(key: name, keyMark: $0.mark, value: $0) }
        }
    }

    /// Records each setting of the recipe that is incompatible with the model's weights, and warns of settings that
    /// have no effect without further training.
    fileprivate mutating func compare(
        _ generator: Node, at place: String, with fitted: Node, decisions: [String: Int], isTrained: Bool
    ) {
        guard let type = fitted["type"]?.text, let entry = registries.generators[type] else { return }
        for setting in entry.schema.settings {
            guard let node = generator[setting.name], node.text != nil, !node.isNull else { continue }
            let fittedValue =
                fitted[setting.name].map { setting.canonical($0).text ?? $0.described }
                ?? decisions[setting.name].map { "\($0)" } ?? setting.defaultText
            if setting.canonical(node).text == fittedValue { continue }
            if setting.affectsOnlySampling { continue }
            guard setting.isFixedByWeights else {
                // The effect of a plug-in's settings on decoding is unknown.
                if !isTrained, entry.plugin == nil {
                    let message = "has no effect without `training:`: the pretrained model is used unchanged"
                    warn("\(place).\(setting.name)", message, at: node.mark)
                }
                continue
            }
            let model = fittedValue.map { "has `\(setting.name): \($0)`" } ?? "was fitted without `\(setting.name)`"
            let message =
                "the pretrained model \(model), which its weights depend on; found \(node.described)"
            mistakes.note(.conflict(message), "\(place).\(setting.name)", at: node.mark)
        }
    }

    /// Records a mistake for each model whose vocabulary differs from that of the recipe's tokenizer.
    mutating func checkTokens(of section: GeneratorSection, _ tokenizer: Made<any Tokenizer>?) {
        guard let tokenizer else { return }
        for model in section.parts + [section.pretrained] {
            guard let model, model.vocabularyHash != tokenizer.product.vocabulary.hash else { continue }
            mistakes.note(
                .conflict("the model was fitted with another tokenizer, or with other settings of it"), model.place,
                at: model.mark)
        }
    }
}

extension ModelRecord {
    /// Values chosen during fitting, such as the size of a network.
    fileprivate var decisions: [String: Int] {
        guard case .object(let values)? = model.description["decisions"] else { return [:] }
        return values.compactMapValues(\.intValue)
    }
}

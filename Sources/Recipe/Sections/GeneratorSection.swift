import MuseProtocols
import MuseStorage

/// The setting common to all generators: a fitted model to start from.
struct GeneratorSection {
    static let pretrained = Setting<String>(
        "pretrained", kind: .notation("the folder of a model", example: "../Models/folk-transformer"), default: nil,
        "pretrained model to start from, relative to the recipe; provides the settings that the recipe omits; without "
            + "`training` it is used unchanged and needs no corpus")
    static let section = Section(
        "generator", "settings common to all generators", affects: .fit,
        [.setting(pretrained, namesFiles: true)])

    let pretrained: Recipe.Pretrained?

    /// Reads the model and adds to the recipe the settings that it omits.
    init(_ check: inout RecipeCheck) throws {
        pretrained = try Self.pretrained(&check)
    }

    private static func pretrained(_ check: inout RecipeCheck) throws -> Recipe.Pretrained? {
        let key = pretrained.info.name
        guard let generator = check.root[section.name]?.component, let node = generator[key], let text = node.text,
            !node.isNull, !text.isEmpty
        else { return nil }
        let path = Files.resolve(text, relativeTo: node.mark.source.folder)
        func note(_ message: String) -> Recipe.Pretrained? {
            check.mistakes.note(.conflict(message), Self.section.path(of: key), at: node.mark)
            return nil
        }
        let record: ModelRecord
        do {
            record = try ModelFolder.record(path)
        } catch let error as StorageError {
            return note("\(error)")
        } catch {
            return note("cannot read the model: \(error)")
        }
        let type = generator["type"]?.text.map { check.registries.generators[$0]?.schema.name ?? $0 }
        if let type, type != record.generator {
            return note("this model belongs to the generator '\(record.generator)', not to '\(type)'")
        }
        let source = SourceFile(name: "\(path)/model.json", text: record.settings)
        guard let read = try check.mistakes.collect({ try YAMLReader.read(source) }), let settings = read else {
            return nil
        }
        let isTrained = generator["training"].map { !$0.isNull } ?? false
        check.compare(generator, with: settings, decisions: record.decisions, isTrained: isTrained)
        // The model's own training is finished; only the recipe can request more.
        let inherited = (settings.entries ?? []).filter { isTrained || $0.key != "training" }
        // With further training, the training settings determine the capabilities.
        if !isTrained { check.weightsCapabilities = check.capabilities(of: record, settings: settings) }
        check.replace(section.name, with: Node(.map(inherited), at: settings.mark).merged(with: generator))
        return Recipe.Pretrained(
            path: path, mark: node.mark, weightsHash: record.weightsHash ?? "", vocabularyHash: record.vocabularyHash,
            isTrained: isTrained)
    }
}

extension RecipeCheck {
    /// Records each setting of the recipe that is incompatible with the model's weights, and warns of settings that
    /// have no effect without further training.
    fileprivate mutating func compare(
        _ generator: Node, with fitted: Node, decisions: [String: Int], isTrained: Bool
    ) {
        guard let type = fitted["type"]?.text, let entry = registries.generators[type] else { return }
        for setting in entry.schema.settings {
            guard let node = generator[setting.name], node.text != nil, !node.isNull else { continue }
            let fittedValue =
                fitted[setting.name].map { setting.canonical($0).text ?? $0.described }
                ?? decisions[setting.name].map { "\($0)" } ?? setting.defaultText
            if setting.canonical(node).text == fittedValue { continue }
            guard setting.isFixedByWeights else {
                // The effect of a plug-in's settings on decoding is unknown.
                if !isTrained, entry.plugin == nil {
                    let message = "has no effect without `training:`: the pretrained model is used unchanged"
                    warn(GeneratorSection.section.path(of: setting.name), message, at: node.mark)
                }
                continue
            }
            let model = fittedValue.map { "has `\(setting.name): \($0)`" } ?? "was fitted without `\(setting.name)`"
            let message =
                "the pretrained model \(model), which its weights depend on; found \(node.described)"
            mistakes.note(.conflict(message), GeneratorSection.section.path(of: setting.name), at: node.mark)
        }
    }

    /// Records a mistake if the model's vocabulary differs from that of the recipe's tokenizer.
    mutating func checkTokens(of pretrained: Recipe.Pretrained?, _ tokenizer: Made<any Tokenizer>?) {
        guard let pretrained, let tokenizer, pretrained.vocabularyHash != tokenizer.product.vocabulary.hash else {
            return
        }
        mistakes.note(
            .conflict("the model was fitted with another tokenizer, or with other settings of it"),
            GeneratorSection.section.path(of: GeneratorSection.pretrained), at: pretrained.mark)
    }
}

extension ModelRecord {
    /// Values chosen during fitting, such as the size of a network.
    fileprivate var decisions: [String: Int] {
        guard case .object(let values)? = model.description["decisions"] else { return [:] }
        return values.compactMapValues(\.intValue)
    }
}

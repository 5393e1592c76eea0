import MuseProtocols
import MuseStorage

extension RecipeCheck {
    /// The model that the generator starts from. Its settings become the recipe's, where the recipe gives no others.
    mutating func pretrained() throws -> Recipe.Pretrained? {
        let key = GeneratorLanguage.pretrained.info.name
        guard let generator = root["generator"]?.component, let given = generator[key], let text = given.text,
            !given.isNull, !text.isEmpty
        else { return nil }
        let path = Files.resolve(text, relativeTo: given.mark.source.folder)
        func note(_ message: String) -> Recipe.Pretrained? {
            mistakes.note(.conflict(message), "generator.\(key)", at: given.mark)
            return nil
        }
        let record: ModelRecord
        do {
            record = try ModelFolder.record(path)
        } catch let error as StorageError {
            return note("\(error)")
        } catch {
            return note("no model can be read there: \(error)")
        }
        if let type = generator["type"]?.text, type != record.generator {
            return note("this is the model of a generator '\(record.generator)', not of '\(type)'")
        }
        let source = SourceFile(name: "\(path)/model.json", text: record.settings)
        guard let read = try mistakes.collect({ try YAMLReader.read(source) }), let settings = read else { return nil }
        let isTrained = generator["training"].map { !$0.isNull } ?? false
        // The model's own training is over; another one is the recipe's to ask for.
        let inherited = (settings.entries ?? []).filter { isTrained || $0.key != "training" }
        replace("generator", with: Node(.map(inherited), at: settings.mark).merged(with: generator))
        return Recipe.Pretrained(
            path: path, mark: given.mark, weightsHash: record.weightsHash ?? "", vocabularyHash: record.vocabularyHash,
            isTrained: isTrained)
    }

    /// Notes where the generator can do nothing with the tokenizer's kind of tokens.
    mutating func checkReading(of generator: Made<any Generator>?, _ tokenizer: Made<any Tokenizer>?) {
        guard let generator, let tokenizer, let objection = generator.product.objection(to: tokenizer.product) else {
            return
        }
        mistakes.note(.conflict(objection), "generator", at: generator.node.mark)
    }

    /// Notes where the model knows other tokens than the recipe's.
    mutating func checkTokens(of pretrained: Recipe.Pretrained?, _ tokenizer: Made<any Tokenizer>?) {
        guard let pretrained, let tokenizer,
            pretrained.vocabularyHash != tokenizer.product.vocabulary.hash
        else { return }
        mistakes.note(
            .conflict("the model was fitted on other tokens than those of this tokenizer with these settings"),
            "generator.pretrained", at: pretrained.mark)
    }
}

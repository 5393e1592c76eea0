import MuseProtocols

/// What a recipe asks of its generator beyond learning and scoring tokens.
extension RecipeCheck {
    /// Notes that fine-tuning is asked of a generator that cannot.
    mutating func requireFineTuning(of generator: Made<any Generator>?, _ path: String, at mark: SourceMark) {
        guard let generator, !(generator.product is any FineTunable) else { return }
        mistakes.note(.conflict("a model of '\(generator.type)' cannot be fine-tuned"), path, at: mark)
    }

    mutating func requireStyleMixing(of generator: Made<any Generator>?, _ path: String, at mark: SourceMark) {
        guard let generator, !(generator.product is any StyleMixingGenerator) else { return }
        let message =
            "a model of '\(generator.type)' has no embeddings to mix; one of 'lstm', 'gru' or 'transformer' has"
        mistakes.note(.conflict(message), path, at: mark)
    }

    mutating func requireLatentSpace(of generator: Made<any Generator>?, _ path: String, at mark: SourceMark) {
        guard let generator, !(generator.product is any LatentGenerator) else { return }
        mistakes.note(
            .conflict("a model of '\(generator.type)' has no latent space; one of 'vae' has"), path, at: mark)
    }

    /// Notes where the generator cannot use the tokenizer's kind of tokens.
    mutating func checkReading(of generator: Made<any Generator>?, _ tokenizer: Made<any Tokenizer>?) {
        guard let generator, let tokenizer, let objection = generator.product.objection(to: tokenizer.product) else {
            return
        }
        mistakes.note(.conflict(objection), "generator", at: generator.node.mark)
    }
}

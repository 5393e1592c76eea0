/// The requests to tokenizers and generators.
extension PluginProtocol {
    private static let tokens = MessageType.list(.integer())

    static let tokenizer = [
        PluginMessage.toInstance(
            "tokenizer/describe", "Once, after `create`.",
            result: [
                MessageField("tokens", .list(.text), "the names of all tokens, unique and without white space"),
                MessageField("end", .integer(), "number of the token that ends every tune and occurs nowhere else"),
                MessageField("notes", tokens, "numbers of the tokens that are one note each"),
                MessageField(
                    "conditions", tokens, isOptional: true,
                    "numbers of the tokens that state conditions such as meter and key"),
                MessageField(
                    "bars", tokens, isOptional: true,
                    "numbers of the tokens that end a full bar, with which muse repeats phrases and fills open bars"),
                MessageField(
                    "pitches", .list(.tuple([.integer(), .integer(0...127)])), isOptional: true,
                    "pairs of a token that is always the same note and its MIDI number"),
                MessageField(
                    "styles",
                    .list(
                        .object([
                            MessageField("token", .integer(), "number of the token"),
                            MessageField("kind", .text, "`rhythm`, `origin`, `composer` or `book`"),
                            MessageField("name", .text, "the value of the header field"),
                        ])), isOptional: true, "control tokens that can be mixed"),
            ]),
        .toInstance(
            "tokenizer/encode", "For each tune of the corpus, and for tunes to be continued or compared.",
            [MessageField("score", .named(score), "the tune")],
            result: [
                MessageField("tokens", tokens, "including the end token"),
                MessageField(
                    "losses", .list(.text), isOptional: true, "what the tokens do not represent, one phrase each"),
            ], refusal: "The tune is left out of the corpus, with the reason."),
        .toInstance(
            "tokenizer/decode", "For each generated tune.",
            [
                MessageField(
                    "tokens", tokens,
                    "any sequence of known tokens; those that are invalid at their position are to be ignored")
            ],
            result: [MessageField("score", .named(score), "the tune")]),
        .toInstance(
            "tokenizer/grammar", "For each plan, before generation. Sampling makes no calls.",
            [MessageField("plan", .named(plan), "the demands, limited to the manifest's `demands`, and `max_tokens`")],
            result: [
                MessageField("classes", .list(tokens), "sets of tokens that share edges"),
                MessageField(
                    "states", .list(.list(.tuple([.integer(), .integer()]))),
                    "the edges `[class, next state]` of each state; state 0 is the start, a token is on one edge of a state "
                        + "at most, and dead ends are allowed"),
                MessageField("finals", tokens, "states in which a tune may end"),
            ], refusal: "No tune satisfies the plan."),
    ]

    static let generator = [
        PluginMessage.toInstance(
            "generator/fit",
            "Once for a corpus; muse keeps the model in its cache. The plug-in may send `progress`. Must be deterministic.",
            [
                MessageField("vocabulary", .integer(), "number of tokens"),
                MessageField("seed", .integer(), "seed of all random choices"),
                MessageField("training", .list(tokens), in: 1...1, "the tunes to learn from"),
                MessageField("validation", .list(tokens), in: 1...1, "tunes to stop by; may be empty"),
                MessageField("tunes", .text, in: 2...2, "path of a [file of tunes](#file-of-tunes)"),
                MessageField("path", .text, in: 2...2, "path of an empty file to which the model is to be written"),
            ],
            result: [MessageField("model", .base64, in: 1...1, "the model, in any format; not empty")],
            refusal: "The generator cannot learn from the tunes."),
        .toInstance(
            "generator/load", "Before the first `generator/scores`, also after `generator/fit`.",
            [
                MessageField("vocabulary", .integer(), "number of tokens"),
                MessageField("model", .nullable(.base64), "the model in version 1; null in version 2"),
                MessageField("path", .nullable(.text), "path of the model's file in version 2; null in version 1"),
            ],
            result: [
                MessageField(
                    "latent_size", .integer(1...Int(Int32.max)), isOptional: true,
                    "dimension of the latent space; with the capabilities `latents` and `latent_space`")
            ], refusal: "The model cannot be loaded, which is an error."),
        step(
            "generator/scores",
            "In each step of generation and to compute likelihoods. The result is the natural-log probability of each token to "
                + "come next.", scores: "computed"),
        .toInstance(
            "generator/learn", since: 2,
            "For each gradient step of fine-tuning, on the loaded model; with the capability `fine_tuning`. The loss is the "
                + "sum of `weight · log p(token)`, where p is normalised over the allowed tokens.",
            [
                MessageField("path", .text, "path of a [file of episodes](#file-of-episodes)"),
                MessageField("rate", .number(), "learning rate"),
            ]),
        .toInstance(
            "generator/save", since: 2, "To keep the model after gradient steps; with the capability `fine_tuning`.",
            [MessageField("path", .text, "path of an empty file to which the model is to be written")]),
        .toInstance(
            "generator/encode", since: 2,
            "To interpolate, vary and move tunes in the latent space; with the capability `latent_space`.",
            [MessageField("tunes", .list(tokens), "tokens of each tune")],
            result: [
                MessageField(
                    "posteriors",
                    .list(
                        .object([
                            MessageField("mean", .list(.number()), "`latent_size` numbers"),
                            MessageField("deviation", .list(.number()), "`latent_size` numbers above 0"),
                        ])), "the posterior of each tune")
            ]),
    ]
}

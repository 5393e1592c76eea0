import MuseProtocols

/// The requests that do not depend on the kind of component, and the requests of steps.
extension PluginProtocol {
    static let connection = [
        PluginMessage(
            "initialize",
            "The first request, after the process has started; the answer must come within `loading_timeout`.",
            [
                MessageField("version", .integer(1...PluginManifest.latestVersion), "`muse_plugin` of the manifest"),
                MessageField(
                    "memory",
                    .object([
                        MessageField("path", .text, "a file to map, which is removed after the answer"),
                        MessageField("size", .integer(), "its size in bytes"),
                    ]), isOptional: true, "shared memory; missing if the system has none"),
                MessageField(
                    "page", .integer(), isOptional: true, in: 2...2,
                    "position in the shared memory of the [page of steps](#page-of-steps), in bytes; missing if the "
                        + "processor may reorder writes (all but x86-64)"),
            ],
            result: [
                MessageField("version", .integer(1...PluginManifest.latestVersion), "the same version"),
                MessageField(
                    "components",
                    .list(
                        .object([
                            MessageField("kind", .choice(kinds), "as in the manifest"),
                            MessageField("type", .text, "as in the manifest"),
                        ])), "the components of the manifest, in any order"),
                MessageField(
                    "memory", .boolean, isOptional: true,
                    "whether the memory is mapped; by default scores are in messages"),
                MessageField(
                    "page", .boolean, isOptional: true,
                    "whether the plug-in answers steps in the page; by default they are in messages"),
            ]),
        PluginMessage(
            "create", "For each use of a component in a recipe, before all other requests to it.",
            [
                MessageField("kind", .choice(kinds), "as in the manifest"),
                MessageField("type", .text, "as in the manifest"),
                MessageField(
                    "settings", .members,
                    "the values by name, including the manifest's defaults; settings with neither are omitted"),
            ],
            result: [
                MessageField("instance", .integer(), "a number for the component, which all other requests contain")
            ]),
        .toInstance(
            "context", since: 2,
            "Before the first step of a sampler or generator that needs `vocabulary` or `plan`, and before `generator/fit` of "
                + "a generator that needs `vocabulary`.",
            [
                MessageField(
                    "vocabulary",
                    .object([
                        MessageField("tokens", .list(.text), "the names, in the order of the token numbers"),
                        MessageField("kinds", .list(.choice(tokenKinds)), "what each token stands for"),
                        MessageField("end", .integer(), "the token that ends a tune"),
                    ]), isOptional: true, "the tokens of the recipe's tokenizer; with `needs: [vocabulary]`"),
                MessageField("plan", .named(plan), isOptional: true, "the demands on the tunes; with `needs: [plan]`"),
            ]),
    ]

    private static let kinds = PluginManifest.Component.Kind.allCases.map(\.rawValue)
    private static let tokenKinds = TokenKind.allCases.map(\.rawValue)

    static let sampler = [
        step("sampler/adjust", "In each step of generation, for all unfinished tunes together.", scores: "adjusted")
    ]

    /// A request to adjust or compute the scores of a step.
    static func step(_ method: String, _ occasion: String, scores: String) -> PluginMessage {
        .toInstance(
            method,
            "\(occasion) Steps that fit into the [page of steps](#page-of-steps) are not sent as messages.",
            [
                MessageField(
                    "rows", .list(.tuple([.integer(), .integer(), .list(.integer())])), in: 1...1,
                    "`[row, start, tokens]` of each unfinished tune: its number, and its tokens from position `start` on, of "
                        + "which those before are known"),
                MessageField("size", .integer(), in: 1...1, "number of scores in a row: of tokens in the vocabulary"),
                MessageField(
                    "ended", .list(.integer()), in: 1...1, "numbers of rows that have ended since the last step"),
                MessageField("step", .base64, in: 2...2, "the [words of the step](#words-of-a-step)"),
                MessageField(
                    "scores", .base64, isOptional: true,
                    "the scores, 32-bit floats, row after row; empty if they are to be computed; missing if they are at the "
                        + "start of the shared memory"),
            ],
            result: [
                MessageField(
                    "scores", .base64, isOptional: true,
                    "the \(scores) scores, if `scores` were sent; otherwise they are in the shared memory")
            ])
    }
}

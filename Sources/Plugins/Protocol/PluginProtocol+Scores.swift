/// The requests to constraints, rules, importers and exporters.
extension PluginProtocol {
    static let constraint = [
        PluginMessage.toInstance(
            "constraint/constrain", "Once for each recipe that is checked or run.",
            [MessageField("plan", .named(plan), "the demands of the constraints and conditions so far")],
            result: [
                MessageField(
                    "constraints", .list(.members),
                    "built-in constraints, as in a recipe: `[{\"type\": \"bars\", \"min\": 8}]`"),
                MessageField(
                    "automaton",
                    .object([
                        MessageField("classes", .list(.list(.text)), "lists of token names"),
                        MessageField(
                            "states",
                            .list(
                                .object([
                                    MessageField(
                                        "edges", .list(.tuple([.integer(), .integer()])),
                                        "pairs of a class and the next state"),
                                    MessageField(
                                        "otherwise", .integer(), isOptional: true,
                                        "the state after all other tokens; without it they are excluded"),
                                    MessageField("final", .boolean, isOptional: true, "whether a tune may end here"),
                                ])), "state 0 is the start"),
                    ]), isOptional: true, "an automaton that the tokens of a tune satisfy too"),
            ], refusal: "The constraint contradicts the plan.")
    ]

    private static let measurement = [
        MessageField("value", .number(), "in the manifest's `unit`; finite"),
        MessageField("satisfaction", .number(0...1), "how well the tune satisfies the rule; 1 is fully"),
    ]

    static let rule = [
        PluginMessage.toInstance(
            "rule/measure", "For each tune to be ranked, rewarded or reported.",
            [MessageField("score", .named(score), "the tune")], result: measurement),
        .toInstance(
            "rule/compare", since: 2,
            "Once, before the first measurement, in runs with a corpus; with `needs: [corpus]`.",
            [MessageField("scores", .list(.named(score)), "the tunes of the corpus")]),
        .toInstance(
            "rule/measure_together", since: 2,
            "For the candidates of which the best is kept, instead of `rule/measure`; with `needs: [candidates]`.",
            [MessageField("scores", .list(.named(score)), "the candidates")],
            result: [MessageField("measurements", .list(.object(measurement)), "one for each candidate")]),
    ]

    static let importer = [
        PluginMessage.toInstance(
            "importer/read", "For each file.",
            [
                MessageField("base64", .base64, "contents of the file"),
                MessageField("name", .text, "path of the file, for messages"),
            ],
            result: [
                MessageField(
                    "tunes",
                    .list(
                        .object([
                            MessageField("score", .named(score), "the tune"),
                            MessageField(
                                "warnings", .list(.text), isOptional: true,
                                "what was omitted or repaired, one phrase each"),
                        ])), "the tunes of the file")
            ], refusal: "The file cannot be read.")
    ]

    private static let contents = [
        MessageField("text", .text, isOptional: true, "contents as text; either this or `base64`"),
        MessageField("base64", .base64, isOptional: true, "contents as bytes"),
    ]

    static let exporter = [
        PluginMessage.toInstance(
            "exporter/write", "For each file.",
            [
                MessageField("scores", .list(.named(score)), "the tunes; one, unless the manifest sets `many`"),
                MessageField("provenance", .nullable(.text), "one line about the run, or null outside runs"),
                MessageField(
                    "measures", .list(.list(.tuple([.integer(), .integer()]))), isOptional: true, in: 2...2,
                    "start and end of each bar of each tune, in ticks; with `needs: [measures]`"),
            ],
            result: contents + [
                MessageField(
                    "others",
                    .list(
                        .object(
                            [
                                MessageField(
                                    "suffix", .text, "replaces the file extension, such as `-parts.txt`; without `/`")
                            ] + contents)), isOptional: true, "other files that belong to the first")
            ])
    ]
}

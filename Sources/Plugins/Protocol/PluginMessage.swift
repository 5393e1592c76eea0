/// A request of muse to a plug-in in a process.
package struct PluginMessage: Sendable {
    /// `rule/measure`.
    package let method: String
    /// When muse sends it, one sentence.
    package let occasion: String
    /// The first version of the interface that has it.
    package let since: Int
    package let parameters: [MessageField]
    package let result: [MessageField]
    /// What `cannot` means instead of a result, one sentence; nil if the plug-in must not refuse.
    package let refusal: String?

    init(
        _ method: String, since: Int = 1, _ occasion: String, _ parameters: [MessageField],
        result: [MessageField] = [], refusal: String? = nil
    ) {
        self.method = method
        self.occasion = occasion
        self.since = since
        self.parameters = parameters
        self.result = result
        self.refusal = refusal
    }

    /// A request to an instance of a component.
    static func toInstance(
        _ method: String, since: Int = 1, _ occasion: String, _ parameters: [MessageField] = [],
        result: [MessageField] = [], refusal: String? = nil
    ) -> PluginMessage {
        PluginMessage(
            method, since: since, occasion,
            [MessageField("instance", .integer(), "the number that `create` has returned")] + parameters,
            result: result, refusal: refusal)
    }

    /// The versions of the interface that have it.
    var versions: ClosedRange<Int> { since...PluginManifest.latestVersion }
}

/// The protocol between muse and plug-ins in processes. Docs/PluginProtocol.md and the JSON Schema are made from it.
package enum PluginProtocol {
    /// All requests, in the order of the reference.
    package static let messages =
        connection + tokenizer + generator + sampler + constraint + rule + importer + exporter

    /// The parameters of the notification `progress`.
    static let progress = [
        MessageField("share", .number(0...1), "the fraction done"),
        MessageField("words", .text, isOptional: true, "a phrase such as `loss 1.8`"),
    ]

    /// The types that have names.
    static let definitions = [score, header, note, rest, marks, plan]
}

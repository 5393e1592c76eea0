import MuseProtocols

/// What a component gets in addition to its input, from its manifest's `needs`.
package enum PluginNeed: String, SettingChoice {
    /// The names, kinds and pitches of all tokens.
    case vocabulary
    /// The demands on the tune.
    case plan
    /// The position in the bar, the form and the key.
    case clock
    /// The notes so far.
    case notes
    /// A random seed for each tune.
    case random
    /// The scores of the corpus.
    case corpus
    /// All candidates for a tune at once.
    case candidates
    /// The start and end of each bar.
    case measures

    /// The needs that components of a kind can have.
    static func possible(for kind: PluginManifest.Component.Kind) -> [PluginNeed] {
        switch kind {
        case .sampler, .generator: [.vocabulary, .plan, .clock, .notes, .random]
        case .rule: [.corpus, .candidates]
        case .exporter: [.measures]
        case .tokenizer, .constraint, .importer: []
        }
    }
}

/// An optional ability of a component, beyond what its kind requires.
///
/// muse refuses a recipe before any work if its generator, tokenizer or weights lack a capability that it asks for.
public struct Capability: RawRepresentable, Hashable, Sendable {
    /// The name in manifests and `model.json`, in snake_case.
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// Continues a given tune.
    public static let `continue` = Capability(rawValue: "continue")
    /// Fills open bars using the context on both sides. A model with `continue` alone fills them from left to right.
    public static let fill = Capability(rawValue: "fill")
    /// Conditions on tokens for rhythm, meter, key and form.
    public static let conditions = Capability(rawValue: "conditions")
    /// Can decode unconditionally too, as classifier-free guidance requires.
    public static let guidance = Capability(rawValue: "guidance")
    /// Reads a weighted mean of several control tokens in place of one.
    public static let styleMix = Capability(rawValue: "style_mix")
    /// Decodes each tune from a point in a latent space.
    public static let latents = Capability(rawValue: "latents")
    /// Encodes tunes as points in a latent space.
    public static let latentSpace = Capability(rawValue: "latent_space")
    /// Supports fine-tuning by rewards.
    public static let fineTuning = Capability(rawValue: "fine_tuning")
    /// Computes the likelihood of a tune, or a lower bound of it.
    public static let likelihood = Capability(rawValue: "likelihood")

    /// Chooses chords for whole melodies.
    public static let harmonize = Capability(rawValue: "harmonize")
    /// Writes chord symbols between the notes.
    public static let chordSymbols = Capability(rawValue: "chord_symbols")
    /// Encodes the notes of a tune so that each can be replaced.
    public static let variations = Capability(rawValue: "variations")

    /// Encodes time as the steps of a fixed grid, so that a network can generate all steps at once.
    public static let stepGrid = Capability(rawValue: "step_grid")

    /// All capabilities known to muse, in listing order.
    public static let all: [Capability] = [
        .continue, .fill, .conditions, .guidance, .styleMix, .latents, .latentSpace, .fineTuning, .likelihood,
        .harmonize, .chordSymbols, .variations, .stepGrid,
    ]

    /// What the capability allows, as a phrase after `can` or `cannot`.
    package var ability: String {
        switch self {
        case .continue: "continue a given tune"
        case .fill: "fill open bars using the context on both sides"
        case .conditions: "follow conditions"
        case .guidance: "use classifier-free guidance"
        case .styleMix: "mix styles"
        case .latents: "decode from a latent point"
        case .latentSpace: "encode tunes in a latent space"
        case .fineTuning: "be fine-tuned"
        case .likelihood: "compute the likelihood of a tune"
        case .harmonize: "choose chords for a whole melody"
        case .chordSymbols: "write chord symbols"
        case .variations: "vary some notes of a tune and keep the others"
        case .stepGrid: "encode time as a fixed grid of steps"
        default: "do '\(rawValue)'"
        }
    }
}

extension Capability: Comparable {
    /// Known capabilities in the order of `all`, then others by name.
    public static func < (a: Capability, b: Capability) -> Bool {
        let (first, second) = (all.firstIndex(of: a) ?? all.count, all.firstIndex(of: b) ?? all.count)
        return first == second ? a.rawValue < b.rawValue : first < second
    }
}

extension Capability: SettingValue {
    public static var kind: SettingKind { .choice(all.map(\.rawValue)) }
    public var settingText: String { rawValue }

    public init?(node: Node) {
        guard let known = Self.all.first(where: { $0.rawValue == node.text }) else { return nil }
        self = known
    }
}

extension Set<Capability> {
    /// The capabilities of every autoregressive model.
    public static let autoregressive: Self = [.continue, .conditions, .likelihood]
}

/// A request that needs capabilities that the model lacks.
public struct CapabilityError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The missing capabilities, in order. Never empty.
    public let missing: [Capability]

    public init(missing: [Capability]) { self.missing = missing }

    public var description: String { "this model cannot " + missing.map(\.ability).joined(separator: " or ") }
}

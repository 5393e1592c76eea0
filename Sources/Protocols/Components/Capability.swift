/// Something that a component may be able to do beyond what its kind requires.
///
/// A recipe that asks for a capability that its generator, tokenizer or weights do not have is refused before any work.
public struct Capability: RawRepresentable, Hashable, Sendable {
    /// As manifests and `model.json` write it, in snake_case.
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    /// Continues a given tune.
    public static let `continue` = Capability(rawValue: "continue")
    /// Fills open bars knowing what follows them. A model that can only continue fills them from left to right.
    public static let fill = Capability(rawValue: "fill")
    /// Reads the tokens that state rhythm, meter, key and form.
    public static let conditions = Capability(rawValue: "conditions")
    /// Decodes without reading conditions too, which classifier-free guidance needs.
    public static let guidance = Capability(rawValue: "guidance")
    /// Reads a weighted mean of several control tokens in the place of one.
    public static let styleMix = Capability(rawValue: "style_mix")
    /// Decodes each tune from a point in a latent space.
    public static let latents = Capability(rawValue: "latents")
    /// Encodes tunes as points in a latent space.
    public static let latentSpace = Capability(rawValue: "latent_space")
    /// Can be trained further by rewards.
    public static let fineTuning = Capability(rawValue: "fine_tuning")
    /// Gives the likelihood of a tune, or a lower bound of it.
    public static let likelihood = Capability(rawValue: "likelihood")

    /// All that muse knows, in the order in which they are listed.
    public static let all: [Capability] = [
        .continue, .fill, .conditions, .guidance, .styleMix, .latents, .latentSpace, .fineTuning, .likelihood,
    ]

    /// What a component with the capability can do, to follow `can` or `cannot`.
    package var ability: String {
        switch self {
        case .continue: "continue a given tune"
        case .fill: "fill open bars knowing what follows"
        case .conditions: "follow conditions"
        case .guidance: "use classifier-free guidance"
        case .styleMix: "mix styles"
        case .latents: "decode from a latent point"
        case .latentSpace: "encode tunes in a latent space"
        case .fineTuning: "be fine-tuned"
        case .likelihood: "give the likelihood of a tune"
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
    /// What every model can do that scores the next token given those before.
    public static let autoregressive: Self = [.continue, .conditions, .likelihood]
}

/// A request for what a model cannot do.
public struct CapabilityError: Error, Equatable, Sendable, CustomStringConvertible {
    /// In order, not empty.
    public let missing: [Capability]

    public init(missing: [Capability]) { self.missing = missing }

    public var description: String { "this model cannot " + missing.map(\.ability).joined(separator: " or ") }
}

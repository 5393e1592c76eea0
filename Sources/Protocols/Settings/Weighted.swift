/// Several values of a setting, of which one is chosen at random.
///
/// In a recipe: one value, a list of equally likely ones, or a mapping from values to their weights:
/// `{1 1 1: 6, 2 1: 3, 3: 1}`. Twice the weight is twice as likely.
public struct Weighted<Value: SettingValue>: Sendable {
    public struct Option: Sendable {
        public let value: Value
        /// Above 0.
        public let weight: Double

        public init(_ value: Value, _ weight: Double = 1) {
            self.value = value
            self.weight = weight
        }
    }

    /// In the order written. Never empty.
    public let options: [Option]

    /// - Precondition: there is an option, and all weights are above 0.
    public init(_ options: [Option]) {
        precondition(!options.isEmpty && options.allSatisfy { $0.weight > 0 }, "\(options)")
        self.options = options
    }

    public init(_ values: Value...) { self.init(values.map { Option($0) }) }

    public var values: [Value] { options.map(\.value) }

    /// Whether there is only one value.
    public var isCertain: Bool { options.count == 1 }

    /// Draws a value.
    package func draw(_ random: inout RandomSource) -> Value {
        options[random.index(weights: options.map(\.weight)) ?? 0].value
    }

    /// The values with what a function makes of them, and the same weights.
    ///
    /// - Returns: nil if no value is left.
    package func compactMap<Other>(_ transform: (Value) throws -> Other?) rethrows -> Weighted<Other>? {
        let options = try options.compactMap { option in
            try transform(option.value).map { Weighted<Other>.Option($0, option.weight) }
        }
        return options.isEmpty ? nil : Weighted<Other>(options)
    }
}

extension Weighted: SettingValue {
    public static var kind: SettingKind { .weighted(of: Value.kind) }

    public init?(node: Node) {
        var options: [Option] = []
        for (item, weight) in node.weightedItems {
            guard let value = Value(node: item), let weight = weight.map({ Double(node: $0) }) ?? 1, weight > 0 else {
                return nil
            }
            options.append(Option(value, weight))
        }
        guard !options.isEmpty else { return nil }
        self.init(options)
    }

    public var settingText: String {
        if isCertain { return options[0].value.settingText }
        return "{" + options.map { "\($0.value.settingText): \($0.weight.settingText)" }.joined(separator: ", ") + "}"
    }
}

extension Node {
    /// The values of a weighted setting and the nodes of their weights, nil where none is written. A key of a mapping
    /// is a value at the key's place.
    package var weightedItems: [(value: Node, weight: Node?)] {
        if let entries {
            return entries.map { (Node(.scalar($0.key, isPlain: true), at: $0.keyMark), $0.value) }
        }
        return listed.map { ($0, nil) }
    }
}

extension Settings {
    /// The values of a weighted setting, or its default; nil if it has neither.
    ///
    /// - Throws: `RecipeError` at the first value that is not in the right notation.
    package func weighted<Value: SettingValue>(_ setting: Setting<Weighted<Value>>) throws -> Weighted<Value>? {
        for (item, _) in node[setting.info.name]?.weightedItems ?? [] where Value(node: item) == nil {
            let key = setting.info.name
            throw RecipeError(
                .wrongType(expected: Value.kind.expected, found: item.described),
                path: path.isEmpty ? key : "\(path).\(key)", at: item.mark)
        }
        return try optional(setting)
    }
}

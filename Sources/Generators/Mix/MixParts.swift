package import MuseProtocols

extension Mix {
    /// The value of `models`: components, not yet made.
    package struct Parts: SettingValue {
        let items: [Node]

        package static var kind: SettingKind { .components(of: "generator", examples: "", common: []) }

        package init?(node: Node) {
            guard let items = node.items else { return nil }
            self.items = items
        }

        package var settingText: String { "[]" }
    }
}

extension [Mix.Part] {
    /// The sum of the weights; nil if one of them varies over the tune.
    var constantWeight: Double? { map(\.weight).constantSum }
}

extension [TuneSchedule] {
    /// The sum of the values; nil if one of them varies over the tune.
    var constantSum: Double? {
        reduce(0 as Double?) { sum, schedule in
            guard let sum, case .constant(let value) = schedule else { return nil }
            return sum + value
        }
    }
}

/// The decisions of a mix are those of its models, each under the number of the model: `0.steps`.
extension [String: Int] {
    func own(ofPart part: Int) -> Self {
        let prefix = "\(part)."
        let own = filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
        return Dictionary(uniqueKeysWithValues: own)
    }

    init(ofParts parts: [Self]) {
        self = parts.enumerated().reduce(into: [:]) { all, part in
            for (name, value) in part.element { all["\(part.offset).\(name)"] = value }
        }
    }
}

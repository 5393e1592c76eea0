import MuseMusic
import MuseProtocols

/// A seed: 64 bits without a sign.
struct Seed: SettingValue, Equatable {
    let value: UInt64

    init(_ value: UInt64) { self.value = value }

    static var kind: SettingKind { .notation("a whole number from 0 to \(UInt64.max)", example: "7") }
    var settingText: String { String(value) }

    init?(node: Node) {
        guard case .scalar(let text, isPlain: true) = node.content, CoreType(ofPlain: text) == .integer else {
            return nil
        }
        let value =
            switch text.prefix(2) {
            case "0x": UInt64(text.dropFirst(2), radix: 16)
            case "0o": UInt64(text.dropFirst(2), radix: 8)
            default: UInt64(text)
            }
        guard let value else { return nil }
        self.value = value
    }
}

/// The one version of the language that there is.
struct LanguageVersion: SettingValue {
    static var kind: SettingKind { .notation("a version of the recipe language that this muse reads", example: "1") }
    var settingText: String { "1" }

    init() {}
    init?(node: Node) {
        guard case .scalar("1", isPlain: true) = node.content else { return nil }
    }
}

/// One value of a kind, or a list of them.
struct OneOrMore<Value: SettingValue>: SettingValue {
    let values: [Value]

    static var kind: SettingKind { .oneOrMore(of: Value.kind) }
    var settingText: String { values.count == 1 ? values[0].settingText : values.settingText }

    static func spelled(_ node: Node) -> Node { [Value].spelled(node) }

    init?(node: Node) {
        guard let values = node.items == nil ? Value(node: node).map({ [$0] }) : [Value](node: node) else { return nil }
        self.values = values
    }
}

/// A setting that chooses tunes by a header, whatever its values are.
protocol HeaderSetting: AnySetting {
    /// The values as they are compared: those of meters, keys and modes in their one full form.
    ///
    /// - Throws: `RecipeError` at the value that is not of the header's form.
    func texts(_ settings: Settings) throws -> [String]?
}

extension Setting: HeaderSetting where Value: HeaderValues {
    func texts(_ settings: Settings) throws -> [String]? {
        guard let node = settings.node[info.name] else { return nil }
        let path = "\(settings.path).\(info.name)"
        if node.items?.isEmpty ?? false {
            throw RecipeError(.outOfRange(expected: "at least one value", found: "none"), path: path, at: node.mark)
        }
        return try (node.items ?? [node]).enumerated().map { i, item in
            if let value = Value.Item(node: item) { return value.settingText }
            throw RecipeError(
                .wrongType(expected: Value.Item.kind.expected, found: item.described),
                path: node.items == nil ? path : "\(path)[\(i)]", at: item.mark)
        }
    }
}

protocol HeaderValues: SettingValue {
    associatedtype Item: SettingValue
}

extension OneOrMore: HeaderValues {
    typealias Item = Value
}

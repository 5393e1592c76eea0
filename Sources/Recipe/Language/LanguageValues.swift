import MuseMusic
import MuseProtocols

/// A seed: an unsigned 64-bit integer.
struct Seed: SettingValue, Equatable {
    let value: UInt64

    init(_ value: UInt64) { self.value = value }

    static var kind: SettingKind { .notation("a whole number from 0 to \(UInt64.max)", example: "7") }
    var settingText: String { String(value) }

    init?(node: Node) {
        guard case .scalar(let text, isPlain: true) = node.content else { return nil }
        let value =
            switch text.prefix(2) {
            case "0x": UInt64(text.dropFirst(2), radix: 16)
            case "0o": UInt64(text.dropFirst(2), radix: 8)
            default: UInt64(text) ?? Int(node: node).flatMap { UInt64(exactly: $0) }
            }
        guard let value else { return nil }
        self.value = value
    }

    static func spelled(_ node: Node) -> Node {
        Seed(node: node).map { Node(.scalar($0.settingText, isPlain: true), at: node.mark) } ?? node
    }
}

/// The version of the recipe language. There is only version 1.
struct LanguageVersion: SettingValue {
    static var kind: SettingKind { .notation("a supported version of the recipe language", example: "1") }
    var settingText: String { "1" }

    init() {}
    init?(node: Node) {
        guard case .scalar("1", isPlain: true) = node.content else { return nil }
    }
}

/// One value or a list of values.
struct OneOrMore<Value: SettingValue>: SettingValue {
    let values: [Value]

    static var kind: SettingKind { .oneOrMore(of: Value.kind) }
    var settingText: String { values.count == 1 ? values[0].settingText : values.settingText }

    static func spelled(_ node: Node) -> Node { [Value].spelled(node) }

    init(_ values: [Value]) { self.values = values }

    init?(node: Node) {
        guard let values = node.items == nil ? Value(node: node).map({ [$0] }) : [Value](node: node) else { return nil }
        self.values = values
    }
}

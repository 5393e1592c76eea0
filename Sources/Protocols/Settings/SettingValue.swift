import MuseMusic

/// A Swift type for the value of a setting.
public protocol SettingValue: Sendable {
    /// The kind of a setting of this type, unless the setting declares a narrower one.
    static var kind: SettingKind { get }
    /// Reads the value of a node that satisfies the setting's kind; nil if the text is not in the right notation.
    init?(node: Node)
    /// The value as written in a recipe.
    var settingText: String { get }
    /// The canonical spelling of a value that can be written in several ways; by default the node itself.
    static func spelled(_ node: Node) -> Node
}

extension SettingValue {
    public static func spelled(_ node: Node) -> Node { node }
}

extension Int: SettingValue {
    public static var kind: SettingKind { .integer(Int.min...Int.max) }
    public var settingText: String { description }

    /// Decimal, `0x` or `0o`, or a number without a fraction such as `1e3`, as in YAML 1.2's core schema.
    public init?(node: Node) {
        guard case .scalar(let text, isPlain: true) = node.content else { return nil }
        if text.hasPrefix("0x") {
            self.init(text.dropFirst(2), radix: 16)
        } else if text.hasPrefix("0o") {
            self.init(text.dropFirst(2), radix: 8)
        } else if let value = Int(text) {
            self = value
        } else if let value = Double(node: node), value.magnitude <= 0x1p53 {
            // Beyond 2⁵³ a double may differ from the whole number written.
            self.init(exactly: value)
        } else {
            return nil
        }
    }
}

extension Double: SettingValue {
    public static var kind: SettingKind { .number(-Double.infinity...Double.infinity) }
    public var settingText: String { self == rounded() && magnitude < 1e15 ? String(Int(self)) : description }

    public init?(node: Node) {
        guard case .scalar(let text, isPlain: true) = node.content, let first = text.utf8.first,
            first < 0x3A && !text.utf8.contains(where: { $0 == 0x78 || $0 == 0x58 }),
            let value = Double(text), value.isFinite
        else { return nil }
        self = value
    }
}

extension Bool: SettingValue {
    public static var kind: SettingKind { .boolean }
    public var settingText: String { description }

    public init?(node: Node) {
        guard case .scalar(let text, isPlain: true) = node.content else { return nil }
        switch text {
        case "true", "True", "TRUE": self = true
        case "false", "False", "FALSE": self = false
        default: return nil
        }
    }
}

extension String: SettingValue {
    public static var kind: SettingKind { .text }
    public var settingText: String { self }

    public init?(node: Node) {
        guard let text = node.text, !node.isNull else { return nil }
        self = text
    }
}

extension Array: SettingValue where Element: SettingValue {
    public static var kind: SettingKind { .list(of: Element.kind) }
    public var settingText: String { "[" + map(\.settingText).joined(separator: ", ") + "]" }

    public static func spelled(_ node: Node) -> Node {
        guard let items = node.items else { return Element.spelled(node) }
        return Node(.list(items.map(Element.spelled)), at: node.mark)
    }

    public init?(node: Node) {
        self = []
        for item in node.items ?? [node] {
            guard let element = Element(node: item) else { return nil }
            append(element)
        }
    }
}

/// A setting with a few named values: an enum of strings.
public protocol SettingChoice: SettingValue, RawRepresentable<String>, CaseIterable {}

extension SettingChoice {
    public static var kind: SettingKind { .choice(allCases.map(\.rawValue)) }
    public var settingText: String { rawValue }

    public init?(node: Node) {
        let names = Self.allCases.map(\.rawValue)
        guard let name = node.text.flatMap({ declaredName($0, among: names) }) else { return nil }
        self.init(rawValue: name)
    }
}

public import MuseMusic

/// A value of music with a notation of its own.
public protocol NotatedValue: SettingValue, CustomStringConvertible {
    /// Parses the notation, which `description` returns; nil if the text is not in it.
    init?(_ text: String)
}

extension NotatedValue {
    public init?(node: Node) {
        guard let text = String(node: node) else { return nil }
        self.init(text)
    }

    public var settingText: String { description }
}

extension PitchClass: NotatedValue {
    public static var kind: SettingKind { .notation("a note name", example: "D, F# or Bb") }
}

extension Key: NotatedValue {
    public static var kind: SettingKind { .notation("a key", example: "D, Am or E dorian") }

    /// Spells `D` as `D major`.
    public static func spelled(_ node: Node) -> Node { node.spelled(Key(node: node)) }
}

/// Read from any of the usual names of a mode: `minor`, `Min`, `aeolian`.
extension Key.Mode: SettingValue {
    public static var kind: SettingKind { .choice(allCases.filter { $0 != .none }.map(\.rawValue)) }

    public init?(node: Node) {
        guard let text = String(node: node), !text.isEmpty, let mode = Key.Mode(name: text) else { return nil }
        self = mode
    }

    public var settingText: String { rawValue }

    /// Spells `Dor` as `dorian`. Words that only start like the name of a mode are unchanged, so that the check rejects
    /// them.
    public static func spelled(_ node: Node) -> Node {
        let word = node.text?.lowercased() ?? ""
        let names = allCases.map(\.rawValue) + ["ionian", "aeolian"]
        guard word.count >= 3 || word == "m", word == "m" || names.contains(where: { $0.hasPrefix(word) }) else {
            return node
        }
        return node.spelled(Key.Mode(node: node))
    }
}

/// The name of a rhythm in any of its usual spellings: `slip jig`, `Slip-Jigs`, `hop jig`.
package struct RhythmName: SettingValue, Hashable {
    package static var kind: SettingKind { .text }

    /// The canonical name; the words as written if the rhythm is unknown.
    package let name: String

    package init(_ text: String) { name = Rhythm.normalized(text) }

    package init?(node: Node) {
        guard let text = String(node: node) else { return nil }
        self.init(text)
    }

    package var settingText: String { name }

    package static func spelled(_ node: Node) -> Node { node.spelled(RhythmName(node: node)) }
}

extension Node {
    /// A node at the same place with the text of a value; the node itself if the value is nil.
    fileprivate func spelled(_ value: (some SettingValue)?) -> Node {
        value.map { Node(.scalar($0.settingText, isPlain: true), at: mark) } ?? self
    }
}

extension Meter: NotatedValue {
    public static var kind: SettingKind { .notation("a meter", example: "6/8, C, C| or none") }
}

extension NoteFraction: NotatedValue {
    public static var kind: SettingKind { .notation("a note length", example: "1/8") }
}

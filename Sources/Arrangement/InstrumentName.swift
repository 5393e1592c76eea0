package import MuseProtocols

/// The name of an instrument as written in a recipe, which may be none that is known: the check reports it.
package struct InstrumentName: SettingValue, Hashable {
    package static var kind: SettingKind { .notation("an instrument", example: "fiddle, guitar or tin whistle") }

    /// As printed, if the instrument is known; otherwise as written.
    package let text: String
    package var instrument: Instrument? { Instrument(text) }

    package init(_ text: String) { self.text = text }

    package init?(node: Node) {
        guard let text = String(node: node) else { return nil }
        self.init(text)
    }

    package var settingText: String { text }

    /// Spells `Tin-Whistle` as `tin whistle`.
    package static func spelled(_ node: Node) -> Node {
        guard let name = String(node: node).flatMap({ Instrument($0) })?.name.lowercased() else { return node }
        return Node(.scalar(name, isPlain: true), at: node.mark)
    }
}

import MuseMusic
import MuseProtocols

/// The notes before the first bar of each section.
struct Pickup: Hashable, Sendable {
    /// nil for none.
    let cell: RhythmCell?

    static let none = Pickup(cell: nil)

    var ticks: Int { cell?.ticks ?? 0 }
}

extension Pickup: SettingValue {
    static var kind: SettingKind { .notation("none, or lengths of notes in eighths", example: "1 or 1/2 1/2") }

    init?(node: Node) {
        guard let text = String(node: node) else { return nil }
        if text == "none" {
            self = .none
        } else if let cell = RhythmCell(text) {
            self.init(cell: cell)
        } else {
            return nil
        }
    }

    var settingText: String { cell?.settingText ?? "none" }
}

import MuseMusic
import MuseProtocols

/// The chords of a phrase in Roman numerals, with a bar line between bars: `I | IV V`. The chords of a bar are equally
/// long.
struct ChordLine: Hashable, Sendable {
    /// The numerals of each bar. No bar is empty.
    let bars: [[String]]

    init?(_ text: some StringProtocol) {
        let separator: Character = "|"
        bars = String(text).split(separator: separator, omittingEmptySubsequences: false).map { bar in
            bar.split(separator: " ").map(String.init)
        }
        guard bars.allSatisfy({ !$0.isEmpty }), bars.joined().allSatisfy({ ScaleChord(numeral: $0, in: .major) != nil })
        else { return nil }
    }

    /// The chords of each bar in a mode.
    func chords(in mode: Key.Mode) -> [[ScaleChord]] {
        bars.map { bar in
            bar.map { numeral in
                guard let chord = ScaleChord(numeral: numeral, in: mode) else {
                    preconditionFailure("'\(numeral)' was read as a chord")
                }
                return chord
            }
        }
    }
}

extension ChordLine: SettingValue {
    static var kind: SettingKind {
        .notation("chords in Roman numerals, with | between bars", example: "I | IV V")
    }

    init?(node: Node) {
        guard let text = String(node: node) else { return nil }
        self.init(text)
    }

    var settingText: String { bars.map { $0.joined(separator: " ") }.joined(separator: " | ") }
}

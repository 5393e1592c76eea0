import MuseProtocols
import MuseStorage

/// JSON shortened to a line that a person can read: long texts and lists are cut, with their sizes.
struct ShortJSON {
    let text: String

    private static let textLimit = 40
    private static let itemLimit = 8
    /// Lists of lists and objects show fewer items.
    private static let partLimit = 2
    private static let lineLimit = 400

    /// - Parameter byteCount: the length of the JSON, which a cut line ends with; nil if it is unknown.
    init(_ json: JSON, byteCount: Int? = nil) {
        let all = Self.shortened(json)
        let size = byteCount.map { " (\($0) bytes)" } ?? ""
        text = all.count > Self.lineLimit ? "\(all.prefix(Self.lineLimit))…\(size)" : all
    }

    /// A number with at most four decimals.
    static func number(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return "\(value)" }
        return ((value * 10_000).rounded() / 10_000).settingText
    }

    private static func shortened(_ json: JSON) -> String {
        switch json {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .int(let value): "\(value)"
        case .double(let value): number(value)
        case .string(let text):
            text.utf8.count > textLimit ? "\"\(text.prefix(textLimit))…\" (\(text.utf8.count) bytes)" : "\"\(text)\""
        case .array(let items): list(items)
        case .object(let members):
            "{"
                + members.sorted { $0.key < $1.key }.map { "\($0.key): \(shortened($0.value))" }
                .joined(separator: ", ") + "}"
        }
    }

    private static func list(_ items: [JSON]) -> String {
        let isFlat = items.allSatisfy { item in
            switch item {
            case .array, .object: false
            default: true
            }
        }
        let limit = isFlat ? itemLimit : partLimit
        let shown = items.prefix(limit).map(shortened).joined(separator: ", ")
        return items.count > limit ? "[\(shown), …] (\(items.count) items)" : "[\(shown)]"
    }
}

import MuseProtocols
import MuseStorage

/// Reads a `config.json`, and collects all problems so that they are reported together.
struct HuggingFaceConfig {
    private let json: JSON
    private(set) var problems: [String] = []

    init(_ json: JSON) { self.json = json }

    /// Returns the value of a key; nil if it is absent or null, which transformers treats alike.
    private func value(_ key: String) -> JSON? { json[key] == .null ? nil : json[key] }

    func text(_ key: String) -> String? { value(key)?.stringValue }

    func integer(_ key: String) -> Int? { value(key)?.intValue }

    /// Records a problem.
    mutating func reject(_ problem: String) { problems.append(problem) }

    /// Reads an integer that corresponds to a setting.
    ///
    /// - Parameter other: the default if the key is absent; nil if the key is required.
    /// - Returns: the integer; 0, with a problem recorded, if the setting does not allow it.
    mutating func size(_ key: String, as setting: Setting<Int>, else other: Int? = nil) -> Int {
        guard let found = value(key) ?? other.map({ .int($0) }) else {
            reject("'\(key)' is missing")
            return 0
        }
        guard case .integer(let range) = setting.info.kind, let size = found.intValue, range.contains(size) else {
            reject("'\(key)' is \(Self.text(found)); muse's `\(setting.info.name)` is \(setting.info.kind.expected)")
            return 0
        }
        return size
    }

    /// Reads a number that corresponds to a setting.
    mutating func number(_ key: String, as setting: Setting<Double>, else other: Double) -> Double {
        guard let found = value(key) else { return other }
        guard case .number(let range) = setting.info.kind, let number = Self.number(found), range.contains(number)
        else {
            reject(
                "'\(key)' is \(Self.text(found)); muse's `\(setting.info.name)` is \(setting.info.kind.expected)")
            return other
        }
        return number
    }

    mutating func flag(_ key: String, else other: Bool) -> Bool {
        switch value(key) {
        case nil: return other
        case .bool(let found)?: return found
        default:
            reject("'\(key)' is \(Self.text(value(key))) instead of true or false")
            return other
        }
    }

    /// Records a problem if the value is present but not supported.
    mutating func require(_ key: String, in allowed: [JSON]) {
        guard let found = value(key), !allowed.contains(found) else { return }
        reject(
            "'\(key)' is \(Self.text(found)), which muse does not support; supported: "
                + allowed.map { Self.text($0) }.joined(separator: ", "))
    }

    /// Records a problem if a number, in the config or in one of its groups, has an unsupported value.
    mutating func require(_ key: String, number: Double, of group: String? = nil) {
        guard let found = group.map({ member(key, of: $0) }) ?? value(key), Self.number(found) != number else { return }
        let name = group.map { "\($0).\(key)" } ?? key
        reject("'\(name)' is \(Self.text(found)); muse only supports \(number.settingText)")
    }

    private static func number(_ json: JSON?) -> Double? {
        switch json {
        case .double(let found)?: found
        case .int(let found)?: Double(found)
        default: nil
        }
    }

    /// Returns the value of a nested key, such as `rope_theta` of `rope_parameters`.
    func member(_ key: String, of group: String) -> JSON? {
        guard let member = value(group)?[key], member != .null else { return nil }
        return member
    }

    static func text(_ json: JSON?) -> String {
        switch json {
        case .string(let text)?: "'\(printable(text))'"
        case .double(let number)? where !number.isFinite: "\(number)"
        case let json?: (try? json.bytes()).map { String(decoding: $0.prefix(80), as: UTF8.self) } ?? "unreadable"
        case nil: "absent"
        }
    }
}

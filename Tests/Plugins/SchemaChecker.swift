import Foundation
import MuseStorage

/// Checks JSON against a JSON Schema, with the keywords that the schema of the plug-in protocol uses.
struct SchemaChecker {
    let schema: JSON

    /// A keyword that this checker does not know. The schema would be checked in part only.
    struct UnknownKeyword: Error {
        let keyword: String
    }

    /// What is wrong with a value, as `path: mistake`; empty if it is valid.
    ///
    /// - Parameter definition: the name of a schema in `$defs`.
    func mistakes(in value: JSON, as definition: String) throws -> [String] {
        guard let found = schema["$defs"]?[definition] else { return ["there is no definition \(definition)"] }
        return try mistakes(in: value, found, definition)
    }

    private func mistakes(in value: JSON, _ schema: JSON, _ path: String) throws -> [String] {
        guard case .object(let keywords) = schema else {
            return schema == .bool(false) ? ["\(path): is not allowed"] : []
        }
        return try keywords.sorted { $0.key < $1.key }.flatMap { keyword, argument in
            try mistakes(in: value, keyword, argument, schema, path)
        }
    }

    private func mistakes(
        in value: JSON, _ keyword: String, _ argument: JSON, _ schema: JSON, _ path: String
    ) throws -> [String] {
        func unless(_ isValid: Bool, _ mistake: String) -> [String] { isValid ? [] : ["\(path): \(mistake)"] }
        let (object, items) = (value.members, value.arrayValue)
        switch keyword {
        case "description": return []
        case "type": return unless(value.isOf(argument.stringValue ?? ""), "expected \(argument.stringValue ?? "")")
        case "const": return unless(value == argument, "expected \(argument)")
        case "enum": return unless(argument.arrayValue?.contains(value) ?? false, "unknown \(value)")
        case "minimum": return unless(value.number ?? .infinity >= argument.number ?? 0, "below \(argument)")
        case "maximum": return unless(value.number ?? -.infinity <= argument.number ?? 0, "above \(argument)")
        case "contentEncoding": return unless(Data(base64Encoded: value.stringValue ?? "!") != nil, "not base64")
        case "$ref":
            let name = argument.stringValue?.split(separator: "/").last.map(String.init) ?? ""
            return try mistakes(in: value, as: name).map { "\(path) > \($0)" }
        case "anyOf":
            let found = try (argument.arrayValue ?? []).map { try mistakes(in: value, $0, path) }
            return found.contains([]) ? [] : ["\(path): none of \(found)"]
        case "required":
            let names = (argument.arrayValue ?? []).compactMap(\.stringValue)
            return names.filter { object?[$0] == nil }.map { "\(path): has no '\($0)'" }
        case "properties":
            return try (object ?? [:]).flatMap { name, member in
                try argument[name].map { try mistakes(in: member, $0, "\(path).\(name)") } ?? []
            }
        case "additionalProperties":
            let others = (object ?? [:]).keys.filter { schema["properties"]?[$0] == nil }
            return others.map { "\(path): unknown '\($0)'" }
        case "prefixItems":
            return try zip(items ?? [], argument.arrayValue ?? []).flatMap { try mistakes(in: $0, $1, "\(path)[]") }
        case "items":
            let others = (items ?? []).dropFirst(schema["prefixItems"]?.arrayValue?.count ?? 0)
            return try others.flatMap { try mistakes(in: $0, argument, "\(path)[]") }
        case "minItems": return unless((items ?? []).count >= argument.intValue ?? 0, "too few items")
        default: throw UnknownKeyword(keyword: keyword)
        }
    }
}

extension JSON {
    fileprivate var members: [String: JSON]? { if case .object(let members) = self { members } else { nil } }

    fileprivate var number: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    fileprivate func isOf(_ type: String) -> Bool {
        switch self {
        case .null: type == "null"
        case .bool: type == "boolean"
        case .int: type == "integer" || type == "number"
        case .double: type == "number"
        case .string: type == "string"
        case .array: type == "array"
        case .object: type == "object"
        }
    }
}

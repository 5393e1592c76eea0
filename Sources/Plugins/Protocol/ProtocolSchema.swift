package import MuseStorage

/// The JSON Schema (draft 2020-12) of the messages between muse and plug-ins in processes.
///
/// `$defs` contains `METHOD.request` and `METHOD.result` for each method, with a dot for its slash. muse ignores
/// members that it does not know; the schema rejects them, because they are probably mistakes.
package struct ProtocolSchema {
    package init() {}

    package var json: JSON {
        var definitions: [String: JSON] = [
            "response": Self.response, "progress": Self.notification, "wake": Self.object([:]),
        ]
        for definition in PluginProtocol.definitions {
            guard case .object(var members) = Self.schema(definition.type, in: PluginManifest.latestVersion) else {
                continue
            }
            members["description"] = .string(definition.meaning)
            definitions[definition.name] = .object(members)
        }
        for message in PluginProtocol.messages {
            definitions["\(message.schemaName).request"] = Self.request(message)
            definitions["\(message.schemaName).result"] = Self.result(message)
        }
        let kinds = PluginProtocol.messages.map { "\($0.schemaName).request" } + ["response", "progress", "wake"]
        return .object([
            "$schema": .string("https://json-schema.org/draft/2020-12/schema"),
            "title": .string("Messages between muse and a plug-in in a process"),
            "anyOf": .array(kinds.map(Self.reference)), "$defs": .object(definitions),
        ])
    }

    // MARK: Messages

    private static let version = JSON.object(["const": .string("2.0")])
    private static let integer = JSON.object(["type": .string("integer")])
    private static let text = JSON.object(["type": .string("string")])

    private static func request(_ message: PluginMessage) -> JSON {
        object(
            [
                "jsonrpc": version, "id": integer, "method": .object(["const": .string(message.method)]),
                "params": inEachVersion(of: message, message.parameters),
            ], message.occasion)
    }

    private static func result(_ message: PluginMessage) -> JSON {
        let result = inEachVersion(of: message, message.result)
        guard let refusal = message.refusal else { return result }
        return .object(["anyOf": .array([result, object(["cannot": text], refusal)])])
    }

    private static var response: JSON {
        let error = object(["code": integer, "message": text], "a fault of the plug-in, which muse shows")
        let parts: [JSON] = [
            object(["jsonrpc": version, "id": integer, "result": .object(["type": .string("object")])]),
            object(["jsonrpc": version, "id": integer, "error": error]),
        ]
        return .object(["anyOf": .array(parts)])
    }

    private static var notification: JSON {
        object([
            "jsonrpc": version, "method": .object(["const": .string("progress")]),
            "params": object(of: PluginProtocol.progress, in: PluginManifest.latestVersion),
        ])
    }

    /// The schema of an object, or one for each version of the interface if they differ.
    private static func inEachVersion(of message: PluginMessage, _ fields: [MessageField]) -> JSON {
        var schemas: [JSON] = []
        for version in message.versions {
            let schema = object(of: fields, in: version)
            if !schemas.contains(schema) { schemas.append(schema) }
        }
        return schemas.count == 1 ? schemas[0] : .object(["anyOf": .array(schemas)])
    }

    // MARK: Types

    private static func reference(_ name: String) -> JSON { .object(["$ref": .string("#/$defs/\(name)")]) }

    private static func of(_ type: String, _ members: [String: JSON] = [:]) -> JSON {
        .object(members.merging(["type": .string(type)]) { $1 })
    }

    private static func object(of fields: [MessageField], in version: Int) -> JSON {
        let fields = fields.filter { $0.versions.contains(version) }
        var properties: [String: JSON] = [:]
        for field in fields {
            guard case .object(var schema) = schema(field.type, in: version) else { continue }
            schema["description"] = .string(field.meaning)
            properties[field.name] = .object(schema)
        }
        return object(properties, optional: fields.filter(\.isOptional).map(\.name))
    }

    /// An object with exactly these members.
    private static func object(
        _ properties: [String: JSON], _ description: String? = nil, optional: [String] = []
    ) -> JSON {
        var members: [String: JSON] = ["properties": .object(properties), "additionalProperties": .bool(false)]
        let required = properties.keys.filter { !optional.contains($0) }.sorted()
        if !required.isEmpty { members["required"] = .array(required.map { .string($0) }) }
        members["description"] = description.map { .string($0) }
        return of("object", members)
    }

    private static func schema(_ type: MessageType, in version: Int) -> JSON {
        switch type {
        case .text: text
        case .choice(let choices): of("string", ["enum": .array(choices.map { .string($0) })])
        case .base64: of("string", ["contentEncoding": .string("base64")])
        case .integer(let range):
            of("integer", range.map { ["minimum": .int($0.lowerBound), "maximum": .int($0.upperBound)] } ?? [:])
        case .number(let range):
            of("number", range.map { ["minimum": .double($0.lowerBound), "maximum": .double($0.upperBound)] } ?? [:])
        case .boolean: of("boolean")
        case .nullable(let type): .object(["anyOf": .array([schema(type, in: version), of("null")])])
        case .list(let type): of("array", ["items": schema(type, in: version)])
        case .tuple(let types, let required):
            of(
                "array",
                [
                    "prefixItems": .array(types.map { schema($0, in: version) }), "items": .bool(false),
                    "minItems": .int(required ?? types.count),
                ])
        case .object(let fields): object(of: fields, in: version)
        case .members: of("object")
        case .named(let definition): reference(definition.name)
        }
    }
}

extension PluginMessage {
    /// Its name in the schema, without the slash, which a JSON pointer would have to escape.
    package var schemaName: String { method.split(separator: "/").joined(separator: ".") }
}

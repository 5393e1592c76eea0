import MuseMusic
package import MuseProtocols
package import MuseStorage

/// The recipe language with all components as a JSON Schema, for editors.
///
/// Source: JSON Schema draft 2020-12.
package enum RecipeSchema {
    package static func json(_ registries: Registries) -> JSON {
        // A recipe that extends another may be incomplete, and may remove keys with `~`.
        let whole = Writer(schemas: registries.schemas, isWhole: true)
        let part = Writer(schemas: registries.schemas, isWhole: false)
        return .object([
            "$schema": .string("https://json-schema.org/draft/2020-12/schema"),
            "title": .string("muse recipe"),
            "type": .string("object"),
            "if": .object(["required": .array([.string("extends")])]),
            "then": part.recipe,
            "else": whole.recipe,
        ])
    }

    private struct Writer {
        let schemas: [(kind: String, schemas: [Schema])]
        let isWhole: Bool

        var recipe: JSON { section(RecipeSection.section) }

        private func section(_ section: Section) -> JSON {
            object(properties(section), required: required(section.keys), meaning: section.summary)
        }

        private func properties(_ section: Section) -> [String: JSON] {
            Dictionary(section.keys.map { ($0.name, removable(value($0))) }) { first, _ in first }
        }

        private func value(_ key: Section.Key) -> JSON {
            switch key.content {
            case .setting(let setting): return value(setting)
            case .section(let section, _):
                guard section.shorthand != nil else { return self.section(section) }
                // A plain value is short for the mapping.
                return .object([
                    "if": .object(["type": .string("string")]), "then": .object([:]), "else": self.section(section),
                ])
            case .sections(let section): return .object(oneOrMore(self.section(section)))
            case .component(let kind, let common): return component(kind, common)
            case .components(let kind, let common): return .object(oneOrMore(component(kind, common)))
            case .open(let meaning):
                return .object(["type": .string("object"), "description": .string(meaning)])
            case .weights(let meaning):
                let weight: JSON = .object(["type": .string("number"), "exclusiveMinimum": .int(0)])
                return .object([
                    "type": .string("object"), "description": .string(meaning), "minProperties": .int(1),
                    "additionalProperties": removable(weight),
                ])
            }
        }

        /// A mapping with a type, or just the type's name.
        private func component(_ kind: String, _ common: Section?) -> JSON {
            let known = schemas.first { $0.kind == kind }?.schemas ?? []
            let choices = known.map { schema in
                var properties = common.map { self.properties($0) } ?? [:]
                for setting in schema.settings { properties[setting.name] = removable(value(setting)) }
                let types = self.names(schema, known)
                properties["type"] = .object(types.count == 1 ? ["const": types[0]] : ["enum": .array(types)])
                let settings = isWhole ? ["type"] + schema.settings.filter(\.isRequired).map(\.name) : []
                return object(properties, required: settings, meaning: schema.summary)
            }
            let names = JSON.object(["enum": .array(known.flatMap { self.names($0, known) })])
            var mapping: [String: JSON] = ["type": .string("object")]
            if isWhole {
                // The types have a schema of their own, so that editors suggest them and report a wrong type only once.
                mapping["required"] = .array([.string("type")])
                mapping["properties"] = .object(["type": names])
                mapping["oneOf"] = .array(choices)
            } else {
                mapping["anyOf"] = .array(choices)
            }
            return .object(["if": .object(["type": .string("string")]), "then": names, "else": .object(mapping)])
        }

        /// A component within a component of the same kind. Only its type and the common settings are described,
        /// because it can itself contain such components.
        private func partComponent(_ kind: String, _ common: [SettingInfo]) -> [String: JSON] {
            let known = schemas.first { $0.kind == kind }?.schemas ?? []
            let names = JSON.object(["enum": .array(known.flatMap { self.names($0, known) })])
            var properties = Dictionary(uniqueKeysWithValues: common.map { ($0.name, removable(value($0))) })
            properties["type"] = names
            let mapping: [String: JSON] = ["type": .string("object"), "properties": .object(properties)]
            return ["if": .object(["type": .string("string")]), "then": names, "else": .object(mapping)]
        }

        /// The names that a recipe can use: `ann/eta`, and `eta` if no other component has it.
        private func names(_ schema: Schema, _ known: [Schema]) -> [JSON] {
            let isUnique = known.filter { $0.shortName == schema.shortName }.count == 1
            let names = schema.shortName != schema.name && isUnique ? [schema.name, schema.shortName] : [schema.name]
            return names.map(JSON.string)
        }

        /// A list of values, or a single one.
        private func oneOrMore(_ item: JSON) -> [String: JSON] {
            [
                "if": .object(["type": .string("array")]), "then": .object(["items": item]), "else": item,
            ]
        }

        private func object(_ properties: [String: JSON], required: [String], meaning: String) -> JSON {
            var object: [String: JSON] = [
                "type": .string("object"), "properties": .object(properties), "additionalProperties": .bool(false),
                "description": .string(meaning),
            ]
            if !required.isEmpty { object["required"] = .array(required.map(JSON.string)) }
            return .object(object)
        }

        private func required(_ keys: [Section.Key]) -> [String] {
            isWhole ? keys.filter(\.isRequired).map(\.name).sorted() : []
        }

        private func value(_ setting: SettingInfo) -> JSON {
            let unit = setting.unit.map { " (\($0))" } ?? ""
            var value: [String: JSON]
            switch setting.name {
            case RecipeSection.seed.info.name where setting.kind == Seed.kind:
                value = ["type": .string("integer"), "minimum": .int(0), "exclusiveMaximum": .double(0x1p64)]
            case RecipeSection.version.info.name where setting.kind == LanguageVersion.kind:
                value = ["const": .int(1)]
            default: value = self.value(setting.kind)
            }
            value["description"] = .string(setting.meaning + unit)
            if let text = setting.defaultText, let json = defaultValue(text) { value["default"] = json }
            return .object(value)
        }

        private func value(_ kind: SettingKind) -> [String: JSON] {
            switch kind {
            case .integer(let range):
                var value: [String: JSON] = ["type": .string("integer")]
                if range.lowerBound > .min { value["minimum"] = .int(range.lowerBound) }
                if range.upperBound < .max { value["maximum"] = .int(range.upperBound) }
                return value
            case .number(let range):
                var value: [String: JSON] = ["type": .string("number")]
                if range.lowerBound.isFinite { value["minimum"] = .double(range.lowerBound) }
                if range.upperBound.isFinite { value["maximum"] = .double(range.upperBound) }
                return value
            case .boolean: return ["type": .string("boolean")]
            case .text: return text
            case .notation(_, let example): return text.merging(["examples": .array([.string(example)])]) { a, _ in a }
            case .choice(let names): return ["enum": .array(names.map(JSON.string))]
            case .list(let kind), .oneOrMore(let kind): return oneOrMore(.object(value(kind)))
            case .group(let settings):
                var properties: [String: JSON] = [:]
                for setting in settings { properties[setting.name] = removable(self.value(setting)) }
                return [
                    "type": .string("object"), "properties": .object(properties), "additionalProperties": .bool(false),
                ]
            case .schedule(let kind):
                return [
                    "if": .object(["type": .string("object")]), "then": schedule(of: .object(value(kind))),
                    "else": .object(value(kind)),
                ]
            case .weighted(let kind):
                let weights: [String: JSON] = [
                    "type": .string("object"), "additionalProperties": .object(["type": .string("number")]),
                ]
                return ["anyOf": .array([.object(oneOrMore(.object(value(kind)))), .object(weights)])]
            case .names(let kind, _):
                return ["type": .string("object"), "additionalProperties": removable(.object(value(kind)))]
            case .component(let kind, _): return partComponent(kind, [])
            case .components(let kind, _, let common): return oneOrMore(.object(partComponent(kind, common)))
            }
        }

        /// `{start: 1.1, end: 0.7}` or `{sections: [1, 0.7]}`.
        private func schedule(of value: JSON) -> JSON {
            typealias Key = TuneSchedule.Key
            let values: [Key: JSON] = [.start: value, .end: value, .sections: .object(oneOrMore(value))]
            return .object([
                "type": .string("object"), "additionalProperties": .bool(false),
                "properties": .object(Dictionary(uniqueKeysWithValues: values.map { ($0.rawValue, removable($1)) })),
            ])
        }

        /// Text, which may look like a number: `title: 1984`.
        private var text: [String: JSON] { ["type": .array(["string", "number", "boolean"].map(JSON.string))] }

        private func removable(_ value: JSON) -> JSON {
            isWhole ? value : .object(["anyOf": .array([value, .object(["type": .string("null")])])])
        }

        private func defaultValue(_ text: String) -> JSON? {
            guard let node = try? YAMLReader.read(SourceFile(name: "default", text: text)) else { return nil }
            return json(node)
        }

        private func json(_ node: Node) -> JSON {
            switch node.content {
            case .list(let items): return .array(items.map(json))
            case .map(let entries):
                return .object(Dictionary(entries.map { ($0.key, json($0.value)) }) { first, _ in first })
            case .scalar(let text, let isPlain):
                if !isPlain { return .string(text) }
                if node.isNull { return .null }
                if let value = Bool(node: node) { return .bool(value) }
                if let value = Int(node: node) { return .int(value) }
                if let value = Double(node: node) { return .double(value) }
                return .string(text)
            }
        }
    }
}

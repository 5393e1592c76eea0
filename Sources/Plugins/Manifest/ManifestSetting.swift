import MuseProtocols
import MuseRecipe

/// A setting of a plug-in's component, as the manifest declares it.
struct ManifestSetting: AnySetting {
    let info: SettingInfo

    /// The type of the value.
    enum Kind: String, SettingChoice {
        case integer, number, boolean, text, choice
        case listOfIntegers = "integers"
        case listOfNumbers = "numbers"
        case listOfTexts = "texts"
    }

    private static let name = Setting<String>("name", "name in recipes")
    private static let kind = Setting<Kind>("kind", kind: Kind.kind, "kind of value")
    private static let least = Setting<Double>("min", default: nil, "minimum")
    private static let most = Setting<Double>("max", default: nil, "maximum")
    private static let choices = Setting<[String]>("choices", default: nil, "values of a choice")
    private static let required = Setting<Bool>("required", default: false, "whether recipes must set it")
    private static let unit = Setting<String>("unit", default: nil, "unit of the value")
    private static let meaning = Setting<String>("meaning", "one line on its purpose")
    private static let defaultKey = "default"
    private static let schema = Schema(
        "setting", "a setting", [name, kind, least, most, choices, required, unit, meaning])

    /// - Throws: `RecipeErrors`, `RecipeError`.
    init(_ node: Node, path: String) throws {
        guard node.entries != nil else {
            throw RecipeError(.wrongType(expected: "a mapping", found: node.described), path: path, at: node.mark)
        }
        let values = try Settings(node, for: Self.schema, path: path, common: [Self.defaultKey])
        let name = try values[Self.name]
        guard name.isComponentName, name != "type" else {
            throw values.conflict("invalid name '\(name)' for a setting", about: Self.name)
        }
        let kind = try Self.kind(values)
        let defaultNode = node[Self.defaultKey]
        if let defaultNode, let mistake = kind.mistake(in: defaultNode, path: "\(path).\(Self.defaultKey)") {
            throw mistake
        }
        info = SettingInfo(
            name: name, kind: kind, defaultText: defaultNode.map { Self.text(of: $0, kind) },
            isRequired: try values[Self.required], unit: try values.optional(Self.unit),
            meaning: try values[Self.meaning])
    }

    private static func kind(_ values: Settings) throws -> SettingKind {
        let (least, most) = (try values.optional(least), try values.optional(most))
        if let least, let most, least > most { throw values.conflict("is below 'min'", about: Self.most) }
        let numbers = (least ?? -.infinity)...(most ?? .infinity)
        func whole(_ bound: Double?, _ open: Int, _ setting: Setting<Double>) throws -> Int {
            guard let bound else { return open }
            guard let number = Int(exactly: bound) else {
                throw values.conflict("expected a whole number", about: setting)
            }
            return number
        }
        func integers() throws -> ClosedRange<Int> {
            try whole(least, .min, Self.least)...whole(most, .max, Self.most)
        }
        switch try values[kind] {
        case .integer: return .integer(try integers())
        case .listOfIntegers: return .list(of: .integer(try integers()))
        case .number: return .number(numbers)
        case .listOfNumbers: return .list(of: .number(numbers))
        case .boolean: return .boolean
        case .text: return .text
        case .listOfTexts: return .list(of: .text)
        case .choice:
            guard let names = try values.optional(choices), !names.isEmpty else {
                throw RecipeError(.missing(key: choices.info.name), path: values.path, at: values.node.mark)
            }
            return .choice(names)
        }
    }

    private static func text(of node: Node, _ kind: SettingKind) -> String {
        if case .list(let kind) = kind {
            return "[" + (node.items ?? []).map { text(of: $0, kind) }.joined(separator: ", ") + "]"
        }
        return node.text ?? ""
    }
}

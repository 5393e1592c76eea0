/// The settings of one component in a recipe, checked against its schema.
public struct Settings: Sendable {
    /// The settings in canonical form: a single value for a list as a list of one, choices by their declared names.
    public let node: Node
    /// The component's path in the recipe: `sampler[0]`.
    public let path: String

    /// Checks the settings of a component.
    ///
    /// - Parameter common: keys that do not belong to the component, such as `type` or an exporter's `path`.
    /// - Throws: `RecipeErrors` with every unknown key, wrong type, value out of range and missing key.
    public init(_ node: Node, for schema: Schema, path: String, common: Set<String> = ["type"]) throws {
        self.node = node.entries.map { Node(.map($0.canonical(schema.settings)), at: node.mark) } ?? node
        self.path = path
        var errors: [RecipeError] = []
        for entry in self.node.entries ?? [] where !common.contains(entry.key) {
            let entryPath = path.isEmpty ? entry.key : "\(path).\(entry.key)"
            guard let setting = schema.settings.first(where: { $0.name == entry.key }) else {
                let known = schema.settings.map(\.name) + common.subtracting(["type"]).sorted()
                errors.append(
                    RecipeError(
                        .unknown(
                            kind: "setting of \(schema.name)", name: entry.key,
                            nearest: nearestName(to: entry.key, in: known),
                            known: known), path: entryPath, at: entry.keyMark))
                continue
            }
            if let error = setting.kind.mistake(in: entry.value, path: entryPath) { errors.append(error) }
        }
        for setting in schema.settings where setting.isRequired && node[setting.name] == nil {
            errors.append(RecipeError(.missing(key: setting.name), path: path, at: node.mark))
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
    }

    /// The value of a setting that is required or has a default.
    ///
    /// - Throws: `RecipeError` if the text is not in the right notation.
    public subscript<Value: SettingValue>(_ setting: Setting<Value>) -> Value {
        get throws {
            guard let value = try optional(setting) else {
                throw RecipeError(.missing(key: setting.info.name), path: path, at: node.mark)
            }
            return value
        }
    }

    /// The value of a setting, or its default; nil if it has neither.
    ///
    /// - Throws: `RecipeError` if the text is not in the right notation.
    public func optional<Value: SettingValue>(_ setting: Setting<Value>) throws -> Value? {
        guard let valueNode = node[setting.info.name] else { return setting.defaultValue }
        guard let value = Value(node: valueNode) else {
            throw RecipeError(
                .wrongType(expected: setting.info.kind.expected, found: valueNode.described),
                path: self.path(of: setting.info.name), at: valueNode.mark)
        }
        return value
    }

    /// The path of a file, from the folder of the recipe or of the text that names it; nil if none is named.
    package func file(_ setting: Setting<String>) throws -> String? {
        guard let text = try optional(setting), let node = node[setting.info.name] else { return nil }
        return text.hasPrefix("/") ? text : node.mark.source.folder + text
    }

    /// An error about a setting whose value is valid by itself, but not here.
    public func conflict(_ message: String, about setting: any AnySetting) -> RecipeError {
        RecipeError(
            .conflict(message), path: path(of: setting.info.name), at: node[setting.info.name]?.mark ?? node.mark)
    }

    /// Rejects a setting that has no effect here. Its default value is accepted, since resolved recipes contain it.
    ///
    /// - Parameter need: what the setting requires to have an effect, as a phrase after "it needs".
    /// - Throws: `RecipeError` if the setting has a value other than its default.
    public func refuse<Value: SettingValue & Equatable>(_ setting: Setting<Value>, unless need: String) throws {
        guard node[setting.info.name] != nil, try optional(setting) != setting.defaultValue else { return }
        throw conflict("'\(setting.info.name)' has no effect here: it needs \(need)", about: setting)
    }

    /// Rejects each of several settings that have no effect here, as above.
    package func refuse(_ settings: [any AnySetting], unless need: String) throws {
        for setting in settings {
            guard let value = node[setting.info.name], !value.isNull, value.settingText != setting.info.defaultText
            else {
                continue
            }
            throw conflict("'\(setting.info.name)' has no effect here: it needs \(need)", about: setting)
        }
    }

    /// The settings of a group; nil if the recipe does not have its key.
    public subscript(_ group: SettingGroup) -> Settings? {
        node[group.info.name].map { Settings(checked: $0, path: path(of: group.info.name)) }
    }

    /// Settings that are known to be valid and not checked again.
    package init(_ node: Node, valid schema: Schema, path: String) {
        self.init(
            checked: node.entries.map { Node(.map($0.canonical(schema.settings)), at: node.mark) } ?? node, path: path)
    }

    private init(checked node: Node, path: String) {
        self.node = node
        self.path = path
    }

    private func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

extension Node {
    /// A scalar or list as defaults are written; nil for a mapping.
    fileprivate var settingText: String? {
        switch content {
        case .scalar(let text, _): text
        case .list(let items): "[" + items.map { $0.settingText ?? "" }.joined(separator: ", ") + "]"
        case .map: nil
        }
    }
}

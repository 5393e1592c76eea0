package import MuseProtocols

/// The declaration of a mapping in the recipe language: its keys, and the stage that each key affects.
///
/// Reading, the resolved recipe, hashes, the lock, the JSON Schema, `muse describe` and Docs/Sections.md are derived
/// from it.
package struct Section: Sendable {
    /// The last key of `path`.
    package let name: String
    /// The keys that lead to it: `generate.condition`. Empty for the whole recipe.
    package let path: String
    /// One line without a full stop.
    package let summary: String
    /// The first stage that its keys affect, unless a key declares another; nil for none.
    package let affects: Stage?
    /// Incremented when the same values give a different result, so that models fitted by earlier versions are not
    /// reused.
    package let version: Int
    /// The key that a plain value in place of the mapping is for; nil if there has to be a mapping.
    package let shorthand: String?
    /// The keys, in the order of the resolved recipe.
    package let keys: [Key]

    package struct Key: Sendable {
        package let name: String
        package let content: Content
        /// The first stage that the key affects; nil for that of the section.
        package let affects: Stage?
        /// Whether the value names files or folders. Hashes then depend on their contents, not on their paths.
        package let namesFiles: Bool
        package let isRequired: Bool
    }

    /// The kind of value under a key.
    package enum Content: Sendable {
        case setting(SettingInfo)
        /// A section. If `isImplicit`, it is resolved to its defaults when the recipe omits it.
        case section(Section, isImplicit: Bool)
        /// A list of mappings with the keys of a section.
        case sections(Section)
        /// A component of a kind, with the settings common to all components there.
        case component(String, common: Section?)
        /// A list of components, with the settings common to all components there.
        case components(String, common: Section?)
        /// A mapping from names to weights above 0, with its description.
        case weights(String)
        /// A mapping that is not part of the resolved recipe, with its description.
        case open(String)
    }

    /// - Parameters:
    ///   - path: the keys that lead to the section: `generate.condition`.
    ///   - isRoot: whether this is the whole recipe, to which no key leads.
    ///   - affects: the first stage that its keys affect.
    ///   - shorthand: the setting that a plain value in place of the mapping is for.
    init(
        _ path: String, isRoot: Bool = false, _ summary: String, affects: Stage? = nil, version: Int = 1,
        shorthand: (any AnySetting)? = nil, _ keys: [Key]
    ) {
        self.shorthand = shorthand?.info.name
        name = path.split(separator: ".").last.map(String.init) ?? path
        self.path = isRoot ? "" : path
        self.summary = summary
        self.affects = affects
        self.version = version
        self.keys = keys
    }

    func path(of setting: any AnySetting) -> String { path(of: setting.info.name) }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The settings that are plain values.
    package var settings: [SettingInfo] {
        keys.compactMap { if case .setting(let info) = $0.content { info } else { nil } }
    }

    /// The schema that reads and checks the plain settings.
    var schema: Schema { Schema(name, settings: settings) }

    /// The names of the keys that are not plain settings.
    var partNames: Set<String> {
        Set(keys.compactMap { if case .setting = $0.content { nil } else { $0.name } })
    }
}

extension Section.Key {
    static func setting(_ setting: any AnySetting, affects: Stage? = nil, namesFiles: Bool = false) -> Self {
        Self(
            name: setting.info.name, content: .setting(setting.info), affects: affects, namesFiles: namesFiles,
            isRequired: setting.info.isRequired)
    }

    static func section(_ section: Section, isImplicit: Bool = false) -> Self {
        Self(
            name: section.name, content: .section(section, isImplicit: isImplicit), affects: section.affects,
            namesFiles: false, isRequired: false)
    }

    static func sections(_ section: Section) -> Self {
        Self(
            name: section.name, content: .sections(section), affects: section.affects, namesFiles: false,
            isRequired: false)
    }

    /// A component, with its kind as the key.
    static func component(_ kind: String, common: Section? = nil, affects: Stage, isRequired: Bool = true) -> Self {
        Self(
            name: kind, content: .component(kind, common: common), affects: affects, namesFiles: false,
            isRequired: isRequired)
    }

    static func components(_ name: String, of kind: String, common: Section? = nil, affects: Stage) -> Self {
        Self(
            name: name, content: .components(kind, common: common), affects: affects, namesFiles: false,
            isRequired: false)
    }

    static func weights(_ name: String, _ meaning: String, affects: Stage) -> Self {
        Self(name: name, content: .weights(meaning), affects: affects, namesFiles: false, isRequired: false)
    }

    static func open(_ name: String, _ meaning: String) -> Self {
        Self(name: name, content: .open(meaning), affects: nil, namesFiles: false, isRequired: false)
    }
}

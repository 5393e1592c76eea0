package import MuseProtocols

/// The declaration of a mapping in the recipe language: its keys, and the stage that each key affects. Reading, the
/// resolved recipe, hashes, the lock, the JSON Schema, `muse describe` and Docs/Sections.md are derived from it.
package struct Section: Sendable {
    package let name: String
    /// One line without a full stop.
    package let summary: String
    /// The first stage that its keys affect unless they declare their own; nil for none.
    package let affects: Stage?
    /// Incremented when the same values give a different result, so that models fitted by earlier versions are not
    /// reused.
    package let version: Int
    /// In the order of the resolved recipe.
    package let keys: [Key]

    package struct Key: Sendable {
        package let name: String
        package let content: Content
        /// nil to use the section's.
        package let affects: Stage?
        /// Whether the value names files or folders, whose content counts, not their location.
        package let namesFiles: Bool
        package let isRequired: Bool
    }

    /// What a key contains.
    package enum Content: Sendable {
        case setting(SettingInfo)
        /// A section; with `isAlwaysThere`, it is resolved to its defaults even if the recipe omits it.
        case section(Section, isAlwaysThere: Bool)
        /// A component of a kind, with the settings common to all components there.
        case component(String, common: Section?)
        /// A list of components, with the settings common to all components there.
        case components(String, common: Section?)
        /// A mapping from names to weights above 0, with its description.
        case weights(String)
        /// A mapping that is not part of the resolved recipe, with its description.
        case open(String)
    }

    init(_ name: String, _ summary: String, affects: Stage? = nil, version: Int = 1, _ keys: [Key]) {
        self.name = name
        self.summary = summary
        self.affects = affects
        self.version = version
        self.keys = keys
    }

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

    static func section(_ section: Section, isAlwaysThere: Bool = false) -> Self {
        Self(
            name: section.name, content: .section(section, isAlwaysThere: isAlwaysThere), affects: section.affects,
            namesFiles: false, isRequired: false)
    }

    /// A component that every recipe has, with its kind as the key.
    static func component(_ kind: String, common: Section? = nil, affects: Stage) -> Self {
        Self(
            name: kind, content: .component(kind, common: common), affects: affects, namesFiles: false,
            isRequired: true)
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

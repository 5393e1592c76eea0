package import MuseProtocols

/// A mapping of the recipe language, declared once: what may stand in it, and what each key affects. Reading, the
/// resolved recipe, hashes, the lock, the JSON Schema, `muse describe` and Docs/Sections.md follow from it.
package struct Section: Sendable {
    package let name: String
    /// One line without a full stop.
    package let summary: String
    /// The first stage that its keys affect, where they do not say so themselves; nil for none.
    package let affects: Stage?
    /// Raised when muse makes something else of the same values, so that models fitted before are not taken for new
    /// ones.
    package let version: Int
    /// In the order in which a resolved recipe has them.
    package let keys: [Key]

    package struct Key: Sendable {
        package let name: String
        package let content: Content
        /// nil for what its section affects.
        package let affects: Stage?
        /// The value names files or folders: it counts by what they hold, not by where they lie.
        package let namesFiles: Bool
        package let isRequired: Bool
    }

    /// What stands under a key.
    package enum Content: Sendable {
        case setting(SettingInfo)
        /// A section that is resolved even where the recipe does not have it (`isAlwaysThere`), for its defaults.
        case section(Section, isAlwaysThere: Bool)
        /// A component of a kind, with the settings that it may have beside its own.
        case component(String, common: Section?)
        /// A list of components, each with the settings that it may have beside its own.
        case components(String, common: Section?)
        /// A mapping of names to weights above 0, with its meaning.
        case weights(String)
        /// A mapping that is no part of what is resolved, with its meaning.
        case open(String)
    }

    init(_ name: String, _ summary: String, affects: Stage? = nil, version: Int = 1, _ keys: [Key]) {
        self.name = name
        self.summary = summary
        self.affects = affects
        self.version = version
        self.keys = keys
    }

    /// Its plain settings.
    package var settings: [SettingInfo] {
        keys.compactMap { if case .setting(let info) = $0.content { info } else { nil } }
    }

    /// What reads and checks its plain settings.
    var schema: Schema { Schema(name, settings: settings) }

    /// The keys of its other parts.
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

    /// A component that every recipe has, under the name of its kind.
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

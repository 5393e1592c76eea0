import MuseMusic
package import MuseProtocols

/// A mapping of the recipe language: its own settings and what else may stand in it. Declared once, and used to check
/// recipes, for the JSON Schema and for the documentation.
package struct RecipeSection: Sendable {
    /// What stands under a key that is no plain setting.
    package enum Part: Sendable {
        case section(RecipeSection)
        /// One component of a kind; `common` are the settings that it may have beside its own.
        case component(String, common: Schema?)
        /// A list of components; `common` are the settings that each may have beside its own.
        case components(String, common: Schema?)
        /// A mapping of keys of any name, described by the text.
        case open(String)
        /// A mapping of names to weights above 0, described by the text.
        case weights(String)
    }

    package let schema: Schema
    package let parts: [(key: String, part: Part)]

    init(_ schema: Schema, _ parts: [(key: String, part: Part)] = []) {
        self.schema = schema
        self.parts = parts
    }

    var partKeys: Set<String> { Set(parts.map(\.key)) }
}

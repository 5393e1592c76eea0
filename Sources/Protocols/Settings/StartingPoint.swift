/// Another generator whose models can be the starting point of a fit: `pretrained` can name one.
///
/// The settings that its weights depend on are those of the fit too, as far as the fitted generator has them.
package struct StartingPoint: Sendable {
    /// The name of the generator.
    package let generator: String
    /// The settings of the fitted generator that make this possible, by name.
    package let settings: [String: String]

    package init(_ generator: Schema, with settings: [String: String]) {
        self.generator = generator.name
        self.settings = settings
    }
}

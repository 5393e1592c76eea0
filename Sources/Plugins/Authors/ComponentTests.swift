import MuseProtocols

/// How the components of a kind are tested: by their contract, by the author's cases and by the time of a typical call.
protocol ComponentTests {
    /// Runs the contract tests of a component with its default settings.
    static func findings(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries
    ) -> [Finding]

    /// The keys of a case beside the component itself.
    static var keys: [any AnySetting] { get }

    /// More keys, whose values `check` reads from the case's node: components.
    static var componentKeys: Set<String> { get }

    /// The keys that state what has to come out. A case has one of them.
    static var outcomeKeys: [String] { get }

    /// Checks a case.
    ///
    /// - Throws: `RecipeError` or `RecipeErrors` if the case has a mistake or something else comes out; `PluginError`.
    static func check(_ one: AuthorCase, _ registries: Registries) throws

    /// The call of the component that is most frequent in a run; nil if there is no input for it.
    ///
    /// - Parameter cases: the author's cases of this component.
    static func typicalCall(
        _ name: String, _ component: PluginManifest.Component, _ registries: Registries, _ cases: [AuthorCase]
    ) throws -> TypicalCall?
}

extension ComponentTests {
    static var componentKeys: Set<String> { [] }
    static var outcomeKeys: [String] { ["expect"] }
}

extension PluginManifest.Component.Kind {
    var tests: any ComponentTests.Type {
        switch self {
        case .tokenizer: TokenizerTests.self
        case .generator: GeneratorTests.self
        case .sampler: SamplerTests.self
        case .constraint: ConstraintTests.self
        case .rule: RuleTests.self
        case .importer: ImporterTests.self
        case .exporter: ExporterTests.self
        }
    }
}

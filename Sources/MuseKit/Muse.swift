import MuseCorpus
import MusePlugins
public import MuseProtocols
public import MuseRecipe
import MuseStorage

/// muse as a library: checks recipes, fits models, generates, evaluates and exports tunes, converts music.
///
///     let muse = Muse()
///     let recipe = try muse.recipe(at: "jigs.yaml", setting: ["generator.order": "4"])
///     let model = try muse.fit(recipe)
///     let tunes = try muse.generate(recipe, with: model)
///     let files = try muse.export(tunes, of: recipe, with: model, to: "jigs")
///
/// Any number of them can be at work in a process, each with components, plug-ins, cache and observers of its own.
public final class Muse: Sendable {
    public static let version = "0.1.0"

    /// Where fitted models are kept.
    public let cache: ModelCache
    let plugins: InstalledPlugins
    let readFile: @Sendable (String) throws -> [UInt8]

    /// - Parameters:
    ///   - components: what recipes can name.
    ///   - plugins: further components, out of libraries and processes.
    public convenience init(
        components: Registries = .builtIn, plugins: PluginSources = .none, cache: ModelCache = .user
    ) {
        self.init(components: components, plugins: plugins, cache: cache, readFile: { try FileReader.bytes($0) })
    }

    /// - Parameter readFile: the bytes of a file of a corpus.
    package init(
        components: Registries, plugins: PluginSources, cache: ModelCache,
        readFile: @escaping @Sendable (String) throws -> [UInt8]
    ) {
        self.cache = cache
        self.plugins = InstalledPlugins(plugins, own: components, cache: cache)
        self.readFile = readFile
    }

    deinit { plugins.stop() }

    /// Ends the processes of plug-ins. Nothing that comes from one may be used afterwards.
    public func stop() { plugins.stop() }

    public var pluginSources: PluginSources { plugins.sources }

    /// All components, those of plug-ins on the search path behind muse's own.
    ///
    /// - Throws: `RecipeErrors` for a plug-in's manifest that is wrong, or two components of one name.
    public func components() throws -> Registries { try plugins.registries() }

    /// A recipe, checked: every component made, everything that does not go together refused.
    ///
    /// - Parameter setting: changes by key, such as `generator.order`; the values are YAML.
    /// - Throws: `RecipeErrors` with all mistakes, each with its place; `FileError`; `MuseError` for a recipe with a
    ///   `sweep:`, which is several (`recipes(at:setting:)`).
    public func recipe(
        at path: String, setting: [String: String] = [:], observer: RunObserver = .silent
    ) throws -> Recipe {
        let recipes = try recipes(at: path, setting: setting, observer: observer)
        guard recipes.count == 1 else {
            throw MuseError.use("'\(path)' has a sweep of \(recipes.count) variants; ask for its recipes")
        }
        return recipes[0]
    }

    /// Each variant of a recipe's sweep, checked; one recipe without a sweep.
    ///
    /// - Throws: `RecipeErrors`; `FileError`.
    public func recipes(
        at path: String, setting: [String: String] = [:], observer: RunObserver = .silent
    ) throws -> [Recipe] {
        let overrides = setting.sorted { $0.key < $1.key }.map { Override("\($0.key)=\($0.value)") }
        return try recipes(at: path, overrides: overrides, observer: observer)
    }

    package func recipes(at path: String, overrides: [Override], observer: RunObserver) throws -> [Recipe] {
        let reporter = RunReporter(observer)
        return try Recipe.load(path, overrides: overrides, corpusFiles: CorpusFiles(read: readFile)) {
            try plugins.registries(beside: $0, reporter)
        }
    }

    func context(_ recipe: Recipe, _ observer: RunObserver) -> RunContext {
        RunContext(recipe, cache: cache, plugins: plugins, reporter: RunReporter(observer))
    }
}

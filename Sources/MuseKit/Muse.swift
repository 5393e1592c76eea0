import MuseCorpus
public import MusePlugins
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
/// Several instances can work in one process at the same time, each with its own components, plug-ins, cache and
/// observers.
public final class Muse: Sendable {
    public static let version = "0.1.0"

    /// The cache of fitted models.
    public let cache: ModelCache
    /// The processes that work together.
    public let communicator: any Communicator
    let plugins: InstalledPlugins
    let readFile: @Sendable (String) throws -> [UInt8]

    /// - Parameters:
    ///   - components: the components that recipes can use.
    ///   - plugins: where to find plug-ins with more components.
    ///   - pluginObserver: receives the calls and the output of plug-ins.
    ///   - cache: where fitted models are stored.
    ///   - communicator: the processes that fit and generate together; each then makes the same calls. Only rank 0
    ///     writes files.
    public convenience init(
        components: Registries = .builtIn, plugins: PluginSources = .none, pluginObserver: PluginObserver = .none,
        cache: ModelCache = .user, communicator: any Communicator = SingleProcess()
    ) {
        self.init(
            components: components, plugins: plugins, pluginObserver: pluginObserver, cache: cache,
            communicator: communicator, readFile: { try FileReader.bytes($0) })
    }

    /// - Parameter readFile: reads the bytes of a corpus file.
    package init(
        components: Registries, plugins: PluginSources, pluginObserver: PluginObserver = .none, cache: ModelCache,
        communicator: any Communicator = SingleProcess(), readFile: @escaping @Sendable (String) throws -> [UInt8]
    ) {
        self.cache = cache
        self.communicator = communicator
        self.plugins = InstalledPlugins(
            plugins, observer: pluginObserver, components: components, cache: cache)
        self.readFile = readFile
    }

    deinit { plugins.stop() }

    /// Stops the processes of plug-ins. Their components must not be used afterwards.
    public func stop() { plugins.stop() }

    public var pluginSources: PluginSources { plugins.sources }

    /// All components: those given to `init`, then those of the plug-ins in `pluginSources`.
    ///
    /// A plug-in that cannot be added is left out, and reported to the observer once.
    public func components(observer: RunObserver = .silent) throws -> Registries {
        try plugins.registries(RunReporter(observer))
    }

    /// Reads and checks a recipe: creates every component, and refuses values that are invalid alone or in combination.
    ///
    /// - Parameter setting: changes by key, such as `generator.order`; the values are YAML.
    /// - Throws: `RecipeErrors` with all mistakes, each with its place; `FileError`; `MuseError` for a recipe with a
    ///   `sweep:`, which is several recipes (`recipes(at:setting:observer:)`).
    public func recipe(
        at path: String, setting: [String: String] = [:], observer: RunObserver = .silent
    ) throws -> Recipe {
        let recipes = try recipes(at: path, setting: setting, observer: observer)
        guard recipes.count == 1 else {
            throw MuseError.use("'\(path)' has a sweep of \(recipes.count) variants: use recipes(at:setting:observer:)")
        }
        return recipes[0]
    }

    /// Reads and checks each variant of a recipe's sweep. Without a sweep there is one recipe.
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
        return try Recipe.load(
            path, overrides: overrides, corpusFiles: CorpusFiles(read: readFile), pluginFiles: plugins.files
        ) {
            try plugins.registries(beside: $0, reporter)
        }
    }

    func context(_ recipe: Recipe, _ observer: RunObserver) -> RunContext {
        RunContext(
            recipe, cache: cache, plugins: plugins, communicator: communicator, reporter: RunReporter(observer))
    }
}

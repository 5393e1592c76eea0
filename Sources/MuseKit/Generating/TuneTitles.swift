import MuseCorpus
import MuseProtocols
import MuseRecipe
import MuseTitles

/// The titles of a recipe's tunes.
struct TuneTitles {
    private let recipe: Recipe
    /// The made titles of the first tunes.
    private let made: [String]

    /// - Throws: `RecipeErrors` if the corpus, whose titles are avoided, cannot be read.
    init(_ recipe: Recipe) throws {
        self.recipe = recipe
        guard recipe.titles == .made else {
            made = []
            return
        }
        var maker = TitleMaker(known: try Self.corpusTitles(recipe))
        // With the recipe's name, because many recipes have the seed 1.
        let random = recipe.random.stream("titles of \(recipe.name)")
        made = (1...recipe.count).map { maker.title(random: random.stream("title", $0)) }
    }

    /// The title of a tune by its number from 1.
    func title(_ number: Int) -> String {
        switch recipe.titles {
        case .numbered: "\(recipe.title ?? recipe.name) \(number)"
        case .made: made[number - 1]
        case .given(let titles): titles[number - 1]
        }
    }

    /// The titles in the headers of the corpus, as far as importers read headers without the music; none of a corpus
    /// that is too large for memory.
    private static func corpusTitles(_ recipe: Recipe) throws -> [String] {
        if recipe.corpusFiles.exceed(CorpusReader.memoryLimit, recipe.corpus.files) { return [] }
        let formats = try Formats(recipe.importers, \.fileExtensions)
        return try recipe.corpus.files.flatMap { file -> [String] in
            guard let importer = formats[file] else { return [] }
            return try (recipe.corpusFiles.headers(file, importer) ?? []).flatMap(\.header.titles)
        }
    }
}

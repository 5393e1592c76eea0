import Testing

/// A recipe with a mistake, and the complete message about it.
struct WrongRecipe: Sendable, CustomTestStringConvertible {
    let testDescription: String
    private let recipe: String
    private let complaint: String

    init(_ name: String, _ recipe: String, _ complaint: String) {
        testDescription = name
        self.recipe = recipe
        self.complaint = complaint
    }

    func check() throws {
        let folder = try RecipeFolder(["tunes.mp3": "", "empty/notes.md": ""])
        #expect(try folder.complaint(about: recipe) == complaint)
    }
}

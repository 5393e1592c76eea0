/// What a person wants from a new recipe: the input of `Muse.draft`.
public struct RecipeAnswers: Sendable, Equatable {
    /// The number of a person's own tunes from which a model can be fitted to them alone.
    public static let ownTunes = 200

    /// The generators that a draft can set up. Any other can be named in the recipe afterwards.
    public enum Model: String, Sendable, CaseIterable {
        case markov, transformer, lstm, gru, vae

        /// One line for people who choose.
        public var summary: String {
            switch self {
            case .markov: "learns in a second"
            case .transformer: "the pretrained one, adapted to your own tunes in minutes"
            case .lstm, .gru: "a recurrent network, trained for some minutes"
            case .vae: "a latent space, for variations of tunes and tunes between tunes"
            }
        }
    }

    /// The rhythm in any common spelling, such as `jig`; nil for the most frequent one of the files.
    public var rhythm: String?
    /// Files, folders and patterns of music to learn from; empty for the tunes that ship with muse.
    public var files: [String]
    /// nil to choose by the number of tunes.
    public var model: Model?
    /// The number of tunes to write, at least 1.
    public var count: Int
    /// The title of the tunes; nil for one named after the rhythm.
    public var title: String?

    public init(
        rhythm: String? = nil, files: [String] = [], model: Model? = nil, count: Int = 10, title: String? = nil
    ) {
        self.rhythm = rhythm
        self.files = files
        self.model = model
        self.count = count
        self.title = title
    }
}

import MuseArrangement
import MuseMusic
import MuseProtocols
import MuseRecipe

/// The tunes of a recipe in the forms that exporters get: as they are, or as its band plays them.
struct TuneForms: Sendable {
    let recipe: Recipe

    func score(_ tune: GeneratedTune, as form: ScoreForm) -> Score {
        guard let band = recipe.band else { return tune.score }
        return switch form {
        case .written: band.written(tune.score)
        case .arranged: band.arranged(tune.score)
        case .performed: band.performed([tune.score], random: random(tune))
        }
    }

    /// Tunes played one after another, with their titles in one.
    func set(_ tunes: [GeneratedTune], as form: ScoreForm) -> Score {
        var score: Score
        if let band = recipe.band, form == .performed {
            score = band.performed(tunes.map(\.score), random: random(tunes[0]))
        } else {
            score = Score.playedInTurn(tunes.map { self.score($0, as: form) })
        }
        score.header.referenceNumber = tunes[0].set
        let titles = tunes.map(\.title).joined(separator: " / ")
        score.header.titles = [tunes[0].set.map { "Set \($0): \(titles)" } ?? titles]
        return score
    }

    /// What the user should know about the instruments; empty without a band.
    func remarks(on tunes: [GeneratedTune]) -> [String] {
        (recipe.band?.remarks(on: tunes.map(\.score)) ?? []).map { "arrange: \($0)" }
    }

    private func random(_ tune: GeneratedTune) -> RandomSource { recipe.random.stream("performance", tune.number) }
}

extension Muse {
    /// Returns a tune of a recipe in the form that exporters get: with `arrange`, as its band plays it.
    ///
    /// - Parameter form: as written, in parts for the band, or performed. Without a band all are the tune itself.
    public func arranged(_ tune: GeneratedTune, of recipe: Recipe, as form: ScoreForm = .arranged) -> Score {
        TuneForms(recipe: recipe).score(tune, as: form)
    }
}

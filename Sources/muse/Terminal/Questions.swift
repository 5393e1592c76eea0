import MuseKit
import MuseProtocols
import MuseRecipe
import MuseStorage

/// The questions of `muse new`. They go to standard error; an empty answer means the default, as does the end of input.
struct Questions {
    private let mine = "mine"

    func answers(_ given: RecipeAnswers, shipped: ShippedFiles) throws -> RecipeAnswers {
        var answers = given
        let music = ask("What music? jig, reel, hornpipe, slip jig, waltz …, or \(mine) for your own tunes", "jig")
        let isMine = music == mine || shipped.corpus == nil
        answers.rhythm = music == mine ? nil : music
        answers.files = ask("Learn from which files?", isMine ? nil : "the tunes that come with muse") { text in
            let paths = text.split(separator: " ").map(String.init)
            if let missing = paths.first(where: { !Files.exists($0) && !Files.isPattern($0) }) {
                throw MuseError.use("there is no file '\(printable(missing))'; separate files by spaces")
            }
            return paths
        } otherwise: {
            []
        }
        for model in RecipeAnswers.Model.allCases { Terminal.say("  \(model.rawValue): \(model.summary)") }
        let usual = answers.files.isEmpty ? RecipeAnswers.Model.markov.rawValue : "what fits the number of tunes"
        answers.model = ask("Which model?", usual) {
            try RecipeAnswers.Model(answer: $0)
        } otherwise: {
            nil
        }
        answers.count = ask("How many tunes?", "\(given.count)") { text in
            guard let count = Int(text), count > 0 else { throw MuseError.use("a number from 1 upwards, please") }
            return count
        } otherwise: {
            given.count
        }
        return answers
    }

    private func ask(_ question: String, _ usual: String) -> String {
        ask(question, usual) {
            $0
        } otherwise: {
            usual
        }
    }

    /// Asks until an answer can be read.
    ///
    /// - Parameters:
    ///   - usual: what an empty answer means; nil if there has to be one.
    ///   - otherwise: the result of an empty answer.
    private func ask<Answer>(
        _ question: String, _ usual: String?, _ read: (String) throws -> Answer, otherwise: () -> Answer
    ) -> Answer {
        while true {
            Terminal.put(question + (usual.map { " [\($0)]" } ?? "") + " ")
            guard let line = readLine() else {
                Terminal.say("")
                return otherwise()
            }
            let text = String(line.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            if text.isEmpty, usual != nil { return otherwise() }
            if text.isEmpty { continue }
            do { return try read(text) } catch { Terminal.say("\(error)") }
        }
    }
}

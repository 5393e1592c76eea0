import Foundation
import MuseProtocols
import MuseTitles
import Testing

@Suite struct TitleMakerTests {
    private func titles(_ count: Int, seed: UInt64 = 1, known: [String] = []) -> [String] {
        var maker = TitleMaker(known: known)
        let random = RandomSource(seed: seed)
        return (0..<count).map { maker.title(random: random.stream("title", $0)) }
    }

    @Test func noTitleExistsAndNoneOccursTwice() {
        let made = titles(1000)
        let existing = Set(TitleMaker.traditionalTitles.map(TitleMaker.key))
        #expect(existing.count > 1500)
        #expect(made.filter { existing.contains(TitleMaker.key($0)) } == [])
        #expect(Set(made.map(TitleMaker.key)).count == 1000)
    }

    @Test func theSameSeedMakesTheSameTitlesAndMoreDoNotChangeTheFirst() {
        #expect(titles(20) == Array(titles(40).prefix(20)))
        #expect(titles(20) != titles(20, seed: 2))
    }

    @Test func knownTitlesAreAvoidedWhateverTheirCaseAndArticle() {
        let first = titles(1)[0]
        let same = first.hasPrefix("The ") ? String(first.dropFirst(4)) : "The " + first
        #expect(titles(1, known: [same.uppercased()]) != [first])
    }

    @Test func keysIgnoreCaseArticlesAndPunctuation() {
        let same = ["The Lark in the Bog", "lark in the bog", "Lark in the Bog, The", "A LARK IN THE BOG!"]
        #expect(Set(same.map(TitleMaker.key)).count == 1)
        #expect(TitleMaker.key("The Lark") != TitleMaker.key("The Larks"))
        #expect(TitleMaker.key("The") != "")
    }

    /// The titles are those of the shipped corpus, which are in the public domain.
    @Test func theTraditionalTitlesAreThoseOfTheCorpus() throws {
        let root = #filePath.components(separatedBy: "/Tests/")[0]
        let book = try String(contentsOfFile: "\(root)/Corpora/traditional.abc", encoding: .utf8)
        let titles = book.split(separator: "\n").filter { $0.hasPrefix("T:") }.map { String($0.dropFirst(2)) }
        #expect(TitleMaker.traditionalTitles == titles)
    }

    @Test func titlesAreWholeWordsOfTheTraditionStartingWithACapital() {
        let words = Set(TitleMaker.traditionalTitles.flatMap { $0.lowercased().split(separator: " ") })
        for title in titles(200) {
            let parts = title.lowercased().split(separator: " ")
            #expect((2...6).contains(parts.count) && title.first!.isUppercase, "\(title)")
            // A possessive may be new: `Mallow's Fancy`.
            #expect(parts.allSatisfy { words.contains($0) || $0.hasSuffix("'s") }, "\(title)")
        }
    }
}

package import MuseProtocols

/// Makes titles in the manner of traditional tunes, such as `The Lark in the Bog`, none of which is the title of a
/// known tune.
///
/// A class-based Markov model: traditional titles are cut into phrases (`Lark`, `Oak Hill`) and the short words between
/// them (`The … in the …`). A title takes its short words from a title of the tradition, and each phrase from those
/// that occur between the same short words. So phrases fit their places, and new titles keep to the kinds that are
/// usual.
package struct TitleMaker: Sendable {
    private let model: TitleModel
    /// The keys of titles that cannot be made: the known ones, and those made already.
    private var taken: Set<String>

    /// - Parameter known: titles that cannot be made, beside the traditional ones.
    package init(known: some Sequence<String> = []) {
        let traditional = Self.traditionalTitles
        model = TitleModel(traditional)
        taken = Set((traditional + known).map(Self.key))
    }

    /// The titles of the shipped corpus, which are in the public domain.
    package static var traditionalTitles: [String] {
        String(decoding: PackageResources.traditional_txt, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Makes a title that differs from all known ones and from those made before.
    package mutating func title(random: RandomSource) -> String {
        var random = random
        var title = ""
        for _ in 0..<1000 {
            title = model.title(random: &random)
            if taken.insert(Self.key(title)).inserted { return title }
        }
        // After many thousand titles, the words are used up: players number such tunes.
        var number = 2
        while !taken.insert(Self.key("\(title), No. \(number)")).inserted { number += 1 }
        return "\(title), No. \(number)"
    }

    /// A text that is equal for titles that readers take for the same: letters and digits in lower case, without an
    /// article at the start or, as in `Lark in the Morning, The`, at the end.
    package static func key(_ title: String) -> String {
        var words = title.lowercased().split { !$0.isLetter && !$0.isNumber && !"'’".contains($0) }
        let articles: Set<Substring> = ["the", "a", "an"]
        if words.count > 1, articles.contains(words[0]) { words.removeFirst() }
        if words.count > 1, articles.contains(words[words.count - 1]) { words.removeLast() }
        return words.joined().filter { $0.isLetter || $0.isNumber }
    }
}

/// A title as indexes sort it: without a leading article, case and accents.
package struct SortingTitle: Comparable {
    private let key: String
    private let title: String

    private static let articles = ["the ", "a ", "an "]

    package init(_ title: String) {
        self.title = title
        let folded = String(title.unicodeScalars.flatMap(Self.folded)).lowercased()
        let key = folded.drop { !$0.isLetter && !$0.isNumber }
        let article = Self.articles.first { key.hasPrefix($0) } ?? ""
        self.key = String(key.dropFirst(article.count).drop { !$0.isLetter && !$0.isNumber })
    }

    package static func < (a: Self, b: Self) -> Bool { (a.key, a.title) < (b.key, b.title) }

    /// A letter without its accents: `e` for `é`, which Unicode names LATIN SMALL LETTER E WITH ACUTE.
    private static func folded(_ scalar: Unicode.Scalar) -> [Character] {
        guard !scalar.isASCII, let name = scalar.properties.name, name.hasPrefix("LATIN "),
            let base = name.firstRange(of: " WITH ").map({ name[..<$0.lowerBound] }), let letter = base.last,
            base.dropLast().hasSuffix(" ")
        else { return scalar.properties.generalCategory == .nonspacingMark ? [] : [Character(scalar)] }
        return [letter]
    }
}

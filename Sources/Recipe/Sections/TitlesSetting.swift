import MuseProtocols

extension Recipe {
    /// Where the titles of the tunes come from.
    package enum Titles: Sendable, Equatable {
        /// The recipe's title and the tune's number.
        case numbered
        /// Made from words of traditional titles.
        case made
        /// Given in the recipe, one for each tune.
        case given([String])
    }
}

/// `titles`: the kind of the titles, or a list of them.
enum TitlesSetting {
    static let setting = Setting<OneOrMore<String>>(
        "titles", default: nil,
        "numbered (the default): `title` and the tune's number; made: invented from words of traditional titles, none "
            + "of them an existing title; or a list of titles, one for each tune")
    private static let kinds = ["numbered", "made"]

    /// - Parameters:
    ///   - values: the values of the key; nil if it is missing.
    ///   - count: the number of tunes.
    static func titles(_ values: [String]?, _ check: inout RecipeCheck, count: Int) -> Recipe.Titles {
        let name = setting.info.name
        guard let values, let node = check.root[name] else { return .numbered }
        if node.items == nil, let text = values.first {
            if let kind = declaredName(text, among: kinds) { return kind == "made" ? .made : .numbered }
            if let nearest = nearestName(to: text, in: kinds) {
                check.mistakes.note(
                    .unknown(kind: "kind of titles", name: text, nearest: nearest, known: kinds), name, at: node.mark)
                return .numbered
            }
        }
        for (i, title) in values.enumerated()
        where title.allSatisfy(\.isWhitespace) || title.contains(where: \.isNewline) {
            check.mistakes.note(
                .wrongType(expected: "a title in one line", found: "'\(title)'"), "\(name)[\(i)]",
                at: node.items?[i].mark ?? node.mark)
        }
        if values.count < count {
            let titles = values.count == 1 ? "1 title" : "\(values.count) titles"
            check.mistakes.note(.conflict("\(titles) for \(count) tunes"), name, at: node.mark)
        } else if values.count > count {
            check.warn(name, "only the first \(count) of \(values.count) titles are used", at: node.mark)
        }
        return .given(values)
    }
}

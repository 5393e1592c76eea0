import MuseProtocols

extension RecipeCheck {
    /// A recipe's mix of styles.
    struct Style {
        var mix = StyleMix()
        /// What tunes say of themselves: of each kind the heaviest, of equals the first.
        var said: [StyleToken.Kind: Plan.Demand<String>] = [:]
    }

    /// What `generate.style` asks for; nil where it asks for nothing.
    mutating func style(
        _ generate: Node, _ generator: Made<any Generator>?, _ tokenizer: Made<any Tokenizer>?
    ) -> Style? {
        guard let entry = generate.entry(GenerateLanguage.style), !entry.value.isNull else { return nil }
        let path = "generate.\(GenerateLanguage.style)"
        guard let weights = entry.value.entries, !weights.isEmpty else {
            let found = entry.value.entries == nil ? entry.value.described : "an empty one"
            mistakes.note(
                .wrongType(expected: "a mapping such as {jig: 0.7, waltz: 0.3}", found: found), path,
                at: entry.value.mark)
            return nil
        }
        require(.styleMix, of: generator, path, at: entry.keyMark)
        guard let tokenizer, require(.styleMix, of: tokenizer, path, at: entry.keyMark) else { return nil }
        let known = tokenizer.product.styleTokens
        let shares = weights.compactMap { share($0, among: known, path) }
        // Which is the heaviest cannot be said before all are right.
        return shares.count == weights.count ? mixed(shares, path) : nil
    }

    private typealias Share = (style: StyleToken, weight: Double, mark: SourceMark)

    private mutating func share(_ entry: Node.Entry, among known: [StyleToken], _ path: String) -> Share? {
        let path = "\(path).\(entry.key)"
        guard let style = known.named(entry.key) else {
            let names = known.map(\.name)
            let nearest = nearestName(to: entry.key, in: names)
            mistakes.note(
                .unknown(kind: "control token", name: entry.key, nearest: nearest, known: names), path,
                at: entry.keyMark)
            return nil
        }
        let (expected, found) = ("a number above 0", entry.value.described)
        guard let weight = Double(node: entry.value) else {
            mistakes.note(.wrongType(expected: expected, found: found), path, at: entry.value.mark)
            return nil
        }
        guard weight > 0 else {
            mistakes.note(.outOfRange(expected: expected, found: found), path, at: entry.value.mark)
            return nil
        }
        return (style, weight, entry.keyMark)
    }

    private mutating func mixed(_ shares: [Share], _ path: String) -> Style {
        var style = Style()
        for kind in StyleToken.Kind.allCases {
            let shares = shares.filter { $0.style.kind == kind }
            for (i, share) in shares.enumerated()
            where shares[..<i].contains(where: { $0.style == share.style }) {
                mistakes.note(.conflict("'\(share.style.name)' stands in the mix twice"), path, at: share.mark)
            }
            guard var heaviest = shares.first else { continue }
            for share in shares where share.weight > heaviest.weight { heaviest = share }
            style.mix.read(heaviest.style.token, as: shares.map { ($0.style.token, $0.weight) })
            style.said[kind] = Plan.Demand(heaviest.style.name, path: path, mark: heaviest.mark)
        }
        return style
    }
}

import MuseProtocols

/// `generate.style`: a mix of control tokens.
struct StyleSection {
    static let name = "style"
    static let meaning =
        "mix of styles, such as {jig: 0.7, waltz: 0.3}: the model reads the weighted mean of their embeddings in place of "
        + "one control token; requires a model that can mix styles"

    private(set) var mix = StyleMix()
    /// The style written to each tune's header: for each kind, the first one with the largest weight.
    private(set) var heaviest: [StyleToken.Kind: Plan.Demand<String>] = [:]

    /// nil if the recipe has no style mix, or an invalid one.
    init?(
        _ check: inout RecipeCheck, _ generate: Node, _ generator: RecipeCheck.Made<any Generator>?,
        _ tokenizer: RecipeCheck.Made<any Tokenizer>?
    ) {
        guard let entry = generate.entry(Self.name), !entry.value.isNull else { return nil }
        let path = GenerateSection.section.path(of: Self.name)
        guard let weights = entry.value.entries, !weights.isEmpty else {
            let found = entry.value.entries == nil ? entry.value.described : "an empty one"
            check.mistakes.note(
                .wrongType(expected: "a mapping such as {jig: 0.7, waltz: 0.3}", found: found), path,
                at: entry.value.mark)
            return nil
        }
        check.require(.styleMix, of: generator, path, at: entry.keyMark)
        guard let tokenizer, check.require(.styleMix, of: tokenizer, path, at: entry.keyMark) else { return nil }
        let known = tokenizer.product.styleTokens
        let shares = weights.compactMap { Self.share($0, among: known, path, &check) }
        // The largest weight is known only if all weights are valid.
        guard shares.count == weights.count else { return nil }
        mixIn(shares, path, &check)
    }

    private typealias Share = (style: StyleToken, weight: Double, mark: SourceMark)

    private static func share(
        _ entry: Node.Entry, among known: [StyleToken], _ path: String, _ check: inout RecipeCheck
    ) -> Share? {
        let path = "\(path).\(entry.key)"
        guard let style = known.named(entry.key) else {
            let names = known.map(\.name)
            let nearest = nearestName(to: entry.key, in: names)
            check.mistakes.note(
                .unknown(kind: "control token", name: entry.key, nearest: nearest, known: names), path,
                at: entry.keyMark)
            return nil
        }
        let (expected, found) = ("a number above 0", entry.value.described)
        guard let weight = Double(node: entry.value) else {
            check.mistakes.note(.wrongType(expected: expected, found: found), path, at: entry.value.mark)
            return nil
        }
        guard weight > 0 else {
            check.mistakes.note(.outOfRange(expected: expected, found: found), path, at: entry.value.mark)
            return nil
        }
        return (style, weight, entry.keyMark)
    }

    private mutating func mixIn(_ shares: [Share], _ path: String, _ check: inout RecipeCheck) {
        for kind in StyleToken.Kind.allCases {
            let shares = shares.filter { $0.style.kind == kind }
            for (i, share) in shares.enumerated()
            where shares[..<i].contains(where: { $0.style == share.style }) {
                check.mistakes.note(
                    .conflict("'\(share.style.name)' occurs twice in the mix"), path, at: share.mark)
            }
            guard var heaviest = shares.first else { continue }
            for share in shares where share.weight > heaviest.weight { heaviest = share }
            mix.replace(heaviest.style.token, with: shares.map { ($0.style.token, $0.weight) })
            self.heaviest[kind] = Plan.Demand(heaviest.style.name, path: path, mark: heaviest.mark)
        }
    }
}

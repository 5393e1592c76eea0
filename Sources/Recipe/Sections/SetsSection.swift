import MuseMusic
import MuseProtocols

/// `generate.sets`: tunes in sets, as they are played one after another at sessions.
enum SetsSection {
    static let tunes = Setting<Int>("tunes", in: 2...20, default: 3, "number of tunes in a set; `count` counts sets")
    static let keys = Setting<[Key]>(
        "keys", default: nil,
        "keys of the tunes of a set in order, such as [D, G, A], or one for all; they replace the key of conditions and "
            + "constraints")
    static let contrast = Setting<Double>(
        "contrast", in: 0...1, default: 0,
        "smallest difference between two tunes of a set, from 0 (equal) to 1, among the `best_of` candidates; 0 is off")
    static let section = Section(
        "generate.sets", "sets of tunes of the same rhythm and meter, as they are played at sessions",
        affects: .generate, [.setting(tunes), .setting(keys), .setting(contrast)])

    /// The task; nil, with a mistake recorded, if the tokenizer cannot write the tunes of a set.
    static func task(
        _ check: inout RecipeCheck, _ generate: Node, _ tokenizer: RecipeCheck.Made<any Tokenizer>, _ plan: Plan
    ) throws -> Recipe.Task? {
        guard let settings = try check.optionalSection(section, in: generate) else { return nil }
        let size = try check.value(tunes, settings)
        let contrast = try check.value(contrast, settings)
        let path = section.path(of: keys)
        let node = settings.node[keys.info.name]
        guard let keys = node.map({ check.keys($0, path) }) ?? [] else { return nil }
        if node != nil, keys.count != 1, keys.count != size {
            check.mistakes.note(
                .conflict("\(keys.count) keys for sets of \(size) tunes: give a key for each tune, or one for all"),
                path,
                at: node?.mark)
            return nil
        }
        var variants: [Recipe.Sets.Variant] = []
        for (i, key) in keys.enumerated() {
            let place = "\(path)[\(i)]"
            let mark = node?.items?[i].mark ?? node?.mark
            guard abs(key.fifths) <= 7 else {
                check.mistakes.note(
                    .conflict("a signature of \(key) would need more than 7 accidentals"), place, at: mark)
                continue
            }
            var plan = plan
            plan.key = Plan.Demand(key, path: place, mark: mark)
            guard let grammar = try check.grammar(tokenizer, plan) else { continue }
            variants.append(Recipe.Sets.Variant(plan: plan, grammar: grammar))
        }
        guard variants.count == keys.count else { return nil }
        return .sets(Recipe.Sets(size: size, variants: variants, contrast: contrast))
    }
}

extension RecipeCheck {
    /// The keys of a list; nil, with a mistake recorded for each, if some are none.
    fileprivate mutating func keys(_ node: Node, _ path: String) -> [Key]? {
        let items = node.listed
        for (i, item) in items.enumerated() where Key(node: item) == nil {
            mistakes.note(
                .wrongType(expected: Key.kind.expected, found: item.described), "\(path)[\(i)]", at: item.mark)
        }
        let keys = items.compactMap { Key(node: $0) }
        return keys.count == items.count ? keys : nil
    }
}

import MuseProtocols

/// The setting common to all samplers: the tokens that a sampler sees.
enum SamplerSection {
    static let tokens = Setting<OneOrMore<TokenClass>>(
        "tokens", default: nil,
        "classes of tokens that the sampler sees and changes, such as pitch or [pitch, rest]; the total probability of "
            + "the classes stays the same; all tokens by default")
    static let section = Section("sampler", "settings common to all samplers", [.setting(tokens)])
}

/// A class of tokens in recipes.
enum TokenClass: String, SettingChoice {
    case pitch, rest, hold, duration, bar, header, end, other

    var kind: TokenKind {
        switch self {
        case .pitch: .note
        case .rest: .rest
        case .hold: .hold
        case .duration: .duration
        case .bar: .bar
        case .header: .condition
        case .end: .end
        case .other: .other
        }
    }
}

extension RecipeCheck {
    /// The chain of samplers. Records settings that are incompatible with the tokenizer, and warns of values of
    /// schedules for sections that the plan does not have.
    mutating func samplers(
        _ tokenizer: Made<any Tokenizer>?, _ made: [Made<any Sampler>], _ plan: Plan
    ) throws -> [Recipe.BoundSampler] {
        try made.map { sampler in
            let classes = try sampler.common(SamplerSection.tokens)?.values
            if let tokenizer {
                note(sampler.product.objections(to: tokenizer.product), of: sampler)
                check(classes ?? [], of: sampler, tokenizer)
            }
            warnOfSections(sampler, plan)
            return Recipe.BoundSampler(sampler: sampler.product, classes: classes.map { Set($0.map(\.kind)) })
        }
    }

    private mutating func note(_ objections: [SettingObjection], of sampler: Made<any Sampler>) {
        for objection in objections {
            mistakes.note(
                .conflict(objection.message), "\(sampler.path).\(objection.setting)",
                at: sampler.node.value(at: objection.setting)?.mark ?? sampler.node.mark)
        }
    }

    /// Records classes that no token of the vocabulary belongs to.
    private mutating func check(
        _ classes: [TokenClass], of sampler: Made<any Sampler>, _ tokenizer: Made<any Tokenizer>
    ) {
        let key = SamplerSection.tokens.info.name
        if let node = sampler.node[key], classes.isEmpty, node.items?.isEmpty ?? false {
            mistakes.note(
                .outOfRange(expected: "at least one class", found: "an empty list"), "\(sampler.path).\(key)",
                at: node.mark)
        }
        guard let kinds = tokenizer.product.tuneReader?.kinds, !classes.isEmpty else { return }
        for (i, one) in classes.enumerated() where !kinds.contains(one.kind) {
            let node = sampler.node[key]
            let known = TokenClass.allCases.filter { kinds.contains($0.kind) }.map(\.rawValue)
            mistakes.note(
                .conflict(
                    "the tokenizer '\(tokenizer.type)' has no tokens of the class '\(one.rawValue)'; it has "
                        + known.joined(separator: ", ")),
                "\(sampler.path).\(key)", at: node?.items?[i].mark ?? node?.mark)
        }
    }

    private mutating func warnOfSections(_ sampler: Made<any Sampler>, _ plan: Plan) {
        guard let sections = plan.sections?.value.count, sections > 0 else { return }
        for entry in sampler.node.entries ?? [] {
            guard case .sections(let values)? = TuneSchedule(node: entry.value), values.count > sections else {
                continue
            }
            let subject = values.count - sections == 1 ? "the last value has" : "the last values have"
            warn(
                "\(sampler.path).\(entry.key).\(TuneSchedule.Key.sections)",
                "\(subject) no effect: the tune has \(sections == 1 ? "one section" : "\(sections) sections")",
                at: entry.value[TuneSchedule.Key.sections.rawValue]?.mark ?? entry.value.mark)
        }
    }
}

extension Node {
    /// The value at a path of keys such as `bias.D.C.`, whose keys can contain dots; nil if there is none.
    fileprivate func value(at path: String) -> Node? {
        if let value = self[path] { return value }
        for entry in entries ?? [] where path.hasPrefix("\(entry.key).") {
            if let value = entry.value.value(at: String(path.dropFirst(entry.key.count + 1))) { return value }
        }
        return nil
    }
}

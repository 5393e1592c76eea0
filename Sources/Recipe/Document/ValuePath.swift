import MuseProtocols

/// The way to a value of a recipe: `generator.order`, `sampler.0.value`, also written `sampler[0].value`.
struct ValuePath {
    let steps: [String]

    /// nil where a step is empty, or there are more of them than a recipe has levels.
    init?(_ text: some StringProtocol) {
        let dotted = text.split(separator: "[", omittingEmptySubsequences: false)
        var flat = String(dotted[0])
        for part in dotted.dropFirst() {
            guard let end = part.firstIndex(of: "]"), !flat.isEmpty else { return nil }
            flat += "." + part[..<end] + part[part.index(after: end)...]
        }
        steps = flat.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        if steps.count > YAMLReader.depthLimit || steps.contains(where: \.isEmpty) { return nil }
    }
}

extension Node {
    /// Puts `value` at a path, or removes what is there where `value` is nil. Mappings on the way are made where they
    /// are missing; items of lists have to exist.
    ///
    /// - Parameter mark: where the path is written, for messages.
    /// - Throws: `RecipeError` where the path leads through something that has no parts.
    func setting(_ path: ValuePath, to value: Node?, at mark: SourceMark) throws -> Node {
        try setting(path.steps[...], to: value, below: "", at: mark)
    }

    private func setting(
        _ steps: ArraySlice<String>, to value: Node?, below path: String, at mark: SourceMark
    ) throws -> Node {
        guard let step = steps.first else { return value ?? self }
        let rest = steps.dropFirst()
        switch content {
        case .map(var entries):
            let place = path.isEmpty ? step : "\(path).\(step)"
            let index = entries.firstIndex { $0.key == step }
            if rest.isEmpty, value == nil {
                guard let index else {
                    throw RecipeError(.conflict("there is nothing to remove"), path: place, at: mark)
                }
                entries.remove(at: index)
            } else {
                if index == nil, let next = rest.first, Int(next) != nil {
                    throw RecipeError(.conflict("there is no list to take item \(next) of"), path: place, at: mark)
                }
                let old = index.map { entries[$0].value } ?? Node(.map([]), at: mark)
                let start = old.isNull ? Node(.map([]), at: mark) : old
                let new = try start.setting(rest, to: value, below: place, at: mark)
                let entry = Entry(key: step, keyMark: index.map { entries[$0].keyMark } ?? mark, value: new)
                if let index { entries[index] = entry } else { entries.append(entry) }
            }
            return Node(.map(entries), at: self.mark)
        case .list(var items):
            guard let index = Int(step), items.indices.contains(index) else {
                let message = "'\(step)' is no item of the list; it has \(items.count), numbered from 0"
                throw RecipeError(.conflict(message), path: path, at: mark)
            }
            if rest.isEmpty, value == nil {
                items.remove(at: index)
            } else {
                items[index] = try items[index].setting(rest, to: value, below: "\(path)[\(index)]", at: mark)
            }
            return Node(.list(items), at: self.mark)
        case .scalar:
            throw RecipeError(
                .conflict("'\(step)' cannot be set: \(described) is no mapping or list"), path: path, at: mark)
        }
    }
}

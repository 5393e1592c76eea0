import MuseProtocols

/// The path of a value in a recipe: `generator.order`, `sampler.0.value`, also written `sampler[0].value`.
struct ValuePath {
    let steps: [String]

    /// nil if a step is empty, or if the path is deeper than recipes can nest.
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
    /// Sets the value at a path; removes it if `value` is nil. Creates missing mappings along the path; list items
    /// must exist.
    ///
    /// - Parameter mark: source location of the path, for messages.
    /// - Throws: `RecipeError` if the path leads through a value that is neither a mapping nor a list.
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
                    throw RecipeError(.conflict("there is no list with an item \(next)"), path: place, at: mark)
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
                let message = "the list has no item '\(step)'; it has \(items.count), numbered from 0"
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
                .conflict("cannot set '\(step)': \(described) is not a mapping or list"), path: path, at: mark)
        }
    }
}

package import MuseProtocols

/// A swept key and one of its values: `generator.order`, `2`.
package struct SweepValue: Hashable, Sendable {
    package let key: String
    /// As written in YAML.
    package let value: String
}

extension RecipeDocument {
    /// One point of a sweep's grid; the recipe itself without a sweep.
    package struct Variant: Sendable {
        /// The swept keys and their values here, in the order of the sweep; empty without a sweep.
        package let point: [SweepValue]
        package let root: Node
    }

    /// The maximum number of runs in a sweep.
    package static let variantLimit = 1_000

    /// The grid of the recipe's sweep, in written order: the last key changes fastest.
    ///
    /// - Throws: `RecipeErrors`.
    package func variants() throws -> [Variant] {
        let entries = (root.entries ?? []).filter { $0.key != "sweep" }
        let base = Variant(point: [], root: Node(.map(entries), at: root.mark))
        guard let sweep = root["sweep"], !sweep.isNull else { return [base] }
        do {
            guard let axes = sweep.entries else {
                let expected = "a mapping such as {generator.order: [2, 4]}"
                throw RecipeError(.wrongType(expected: expected, found: sweep.described), path: "sweep", at: sweep.mark)
            }
            return try axes.reduce([base]) { try grid($0, over: $1) }
        } catch let error as RecipeError {
            throw RecipeErrors([error])
        }
    }

    private func grid(_ variants: [Variant], over axis: Node.Entry) throws -> [Variant] {
        let place = "sweep.\(axis.key)"
        let whole = RecipeSection.section
        let fixed = whole.keys.filter { whole.stage(of: $0) == nil }.map(\.name) + [RecipeSection.version.info.name]
        guard let path = ValuePath(axis.key), !fixed.contains(path.steps[0]) else {
            throw RecipeError(.conflict("'\(axis.key)' cannot be swept"), path: place, at: axis.keyMark)
        }
        let values = axis.value.listed
        guard !values.isEmpty else {
            let found = axis.value.items == nil ? axis.value.described : "an empty list"
            throw RecipeError(
                .wrongType(expected: "a list of values", found: found), path: place, at: axis.value.mark)
        }
        if variants.count * values.count > Self.variantLimit {
            throw RecipeError(
                .conflict("the sweep has more than \(Self.variantLimit) runs"), path: "sweep", at: axis.keyMark)
        }
        return try variants.flatMap { variant in
            try values.map { value in
                let point = variant.point + [SweepValue(key: axis.key, value: YAMLWriter.line(value))]
                let root = try variant.root.setting(path, to: value.isNull ? nil : value, at: axis.keyMark)
                return Variant(point: point, root: RecipeSection.section.expanded(root))
            }
        }
    }
}

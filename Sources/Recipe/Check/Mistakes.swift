package import MuseProtocols

/// The mistakes of a recipe while it is being checked.
package struct Mistakes {
    package private(set) var errors: [RecipeError] = []

    package init() {}

    package mutating func note(_ reason: RecipeError.Reason, _ path: String, at mark: SourceMark?) {
        errors.append(RecipeError(reason, path: path, at: mark))
    }

    /// What `body` returns, or nil once its errors are noted.
    ///
    /// - Throws: errors that are not mistakes in the recipe.
    package mutating func collect<T>(_ body: () throws -> T) throws -> T? {
        do {
            return try body()
        } catch let error as RecipeErrors {
            errors += error.errors
        } catch let error as RecipeError {
            errors.append(error)
        }
        return nil
    }

    /// - Parameter limit: the most mistakes that are listed; the others are counted.
    /// - Throws: `RecipeErrors` where there are any: each once, in the order of their places.
    package func throwIfAny(limit: Int = .max) throws {
        if errors.isEmpty { return }
        var unique: [RecipeError] = []
        var seen: Set<String> = []
        for error in errors where seen.insert("\(error.mark?.place ?? "") \(error.path) \(error.message)").inserted {
            unique.append(error)
        }
        let sorted = unique.enumerated().sorted { a, b in
            switch (a.element.mark, b.element.mark) {
            case (let left?, let right?) where left != right: left < right
            case (nil, _?): true
            case (_?, nil): false
            default: a.offset < b.offset
            }
        }
        var listed = sorted.prefix(limit).map(\.element)
        if sorted.count > limit {
            let rest = "and \(sorted.count - limit) more mistakes"
            listed.append(RecipeError(.conflict(rest), path: "", at: sorted[limit].element.mark))
        }
        throw RecipeErrors(listed)
    }
}

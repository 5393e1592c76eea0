package import MuseProtocols

/// Collects the mistakes found while a recipe is checked.
package struct Mistakes {
    package private(set) var errors: [RecipeError] = []

    package init() {}

    package mutating func note(_ reason: RecipeError.Reason, _ path: String, at mark: SourceMark?) {
        errors.append(RecipeError(reason, path: path, at: mark))
    }

    package mutating func add(_ error: RecipeError) { errors.append(error) }

    /// Returns the result of `body`, or records its errors and returns nil.
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

    /// Throws the collected mistakes, if there are any.
    ///
    /// - Parameter limit: the maximum number of mistakes to list; the rest are only counted.
    /// - Throws: `RecipeErrors`, without duplicates, in source order.
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

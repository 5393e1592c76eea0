package import MuseProtocols

/// A recipe's `corpus:` section.
package struct CorpusSettings: Sendable {
    static let files = Setting<[String]>(
        "files", "files, folders and patterns (`*`, `?`, `**`) of tunes, relative to the recipe")
    static let transpose = Setting<KeyTreatment>(
        "transpose", default: KeyTreatment.none, "none, tonic (to C or A), or all_keys")
    static let validation = Setting<Double>(
        "validation", in: 0...0.9, default: 0.1, unit: "share of tunes", "kept aside to measure what was learned")
    static let test = Setting<Double>(
        "test", in: 0...0.9, default: 0.0, unit: "share of tunes", "kept aside for a last evaluation")

    /// The section's own settings; `where` and `split` are mappings of their own.
    package static let schema = Schema("corpus", "reads the tunes to learn from", [files, transpose])
    package static let splitSchema = Schema(
        "split", "keeps tunes aside, by tune, variants together", [validation, test])

    /// An item of `files:` with its place.
    package struct Item: Sendable {
        package let text: String
        package let path: String
        package let mark: SourceMark?

        package init(_ text: String, path: String = "corpus.files", mark: SourceMark? = nil) {
            self.text = text
            self.path = path
            self.mark = mark
        }
    }

    package var files: [Item]
    package var filter: HeaderFilter
    package var transpose: KeyTreatment
    /// Shares of all tunes, together below 1.
    package var validation: Double
    package var test: Double
    package var path: String
    package var mark: SourceMark?

    package init(
        files: [Item], filter: HeaderFilter = HeaderFilter(), transpose: KeyTreatment = .none,
        validation: Double = 0.1, test: Double = 0, path: String = "corpus", mark: SourceMark? = nil
    ) {
        self.files = files
        self.filter = filter
        self.transpose = transpose
        self.validation = validation
        self.test = test
        self.path = path
        self.mark = mark
    }

    /// - Throws: `RecipeErrors` with all mistakes of the section.
    package init(_ node: Node, path: String = "corpus") throws {
        self.init(files: [], path: path, mark: node.mark)
        var errors: [RecipeError] = []
        func collect(_ body: () throws -> Void) rethrows {
            do { try body() } catch let error as RecipeErrors {
                errors += error.errors
            } catch let error as RecipeError { errors.append(error) }
        }
        guard node.entries != nil else {
            let reason = RecipeError.Reason.wrongType(
                expected: "a mapping such as {files: [tunes.abc]}", found: node.described)
            throw RecipeErrors([RecipeError(reason, path: path, at: node.mark)])
        }
        try collect {
            let settings = try Settings(node, for: Self.schema, path: path, common: ["where", "split"])
            let filesPath = "\(path).files"
            files = (node["files"]?.items ?? []).enumerated().map { i, item in
                Item(item.text ?? "", path: "\(filesPath)[\(i)]", mark: item.mark)
            }
            if files.isEmpty {
                let reason = RecipeError.Reason.outOfRange(expected: "at least one file", found: "an empty list")
                errors.append(RecipeError(reason, path: filesPath, at: node["files"]?.mark))
            }
            transpose = try settings[Self.transpose]
        }
        if let split = node["split"] { try collect { try read(split: split) } }
        if let filter = node["where"] { try collect { try read(filter: filter) } }
        if !errors.isEmpty {
            errors = errors.enumerated().sorted { a, b in
                guard let first = a.element.mark, let second = b.element.mark, first != second else {
                    return a.offset < b.offset
                }
                return first < second
            }.map(\.element)
            throw RecipeErrors(errors)
        }
    }

    private mutating func read(split node: Node) throws {
        let path = "\(path).split"
        guard node.entries != nil else {
            let reason = RecipeError.Reason.wrongType(
                expected: "a mapping such as {validation: 0.1, test: 0.1}", found: node.described)
            throw RecipeError(reason, path: path, at: node.mark)
        }
        let settings = try Settings(node, for: Self.splitSchema, path: path, common: [])
        validation = try settings[Self.validation]
        test = try settings[Self.test]
        if validation + test > 0.9 {
            throw settings.conflict(
                "validation and test together leave less than a tenth of the tunes to learn from", about: Self.test)
        }
    }

    private mutating func read(filter node: Node) throws {
        let path = "\(path).where"
        guard let entries = node.entries else {
            let reason = RecipeError.Reason.wrongType(
                expected: "a mapping such as {rhythm: jig, meter: 6/8}", found: node.described)
            throw RecipeError(reason, path: path, at: node.mark)
        }
        var errors: [RecipeError] = []
        for entry in entries {
            let path = "\(path).\(entry.key)"
            guard let field = HeaderFilter.Field(rawValue: entry.key) else {
                let known = HeaderFilter.Field.allCases.map(\.rawValue)
                let nearest = nearestName(to: entry.key, in: known)
                let reason = RecipeError.Reason.unknown(
                    kind: "header field", name: entry.key, nearest: nearest, known: known)
                errors.append(RecipeError(reason, path: path, at: entry.keyMark))
                continue
            }
            let items = entry.value.items ?? [entry.value]
            let values = items.enumerated().compactMap { i, item -> HeaderFilter.Value? in
                if let text = String(node: item), let value = HeaderFilter.Value(text, for: field) { return value }
                let itemPath = entry.value.items == nil ? path : "\(path)[\(i)]"
                let reason = RecipeError.Reason.wrongType(expected: field.expected, found: item.described)
                errors.append(RecipeError(reason, path: itemPath, at: item.mark))
                return nil
            }
            if items.isEmpty {
                let reason = RecipeError.Reason.wrongType(expected: field.expected, found: "an empty list")
                errors.append(RecipeError(reason, path: path, at: entry.value.mark))
            }
            filter.conditions.append(HeaderFilter.Condition(field, values, mark: entry.value.mark))
        }
        if !errors.isEmpty { throw RecipeErrors(errors) }
    }
}

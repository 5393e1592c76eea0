import MuseProtocols

extension RecipeCheck {
    /// A rule that holds tunes against the corpus needs one.
    mutating func checkCorpus(of rules: [Made<any Rule>]) {
        guard root["corpus"]?.isNull ?? true else { return }
        for rule in rules where rule.product.needsCorpus {
            mistakes.note(
                .conflict("holds tunes against the corpus, and this recipe has none"), rule.path, at: rule.node.mark)
        }
    }

    /// The corpus, and its node in full; nil where there is none.
    ///
    /// - Parameter isNeeded: without it nothing is learned, and a corpus may be left out.
    mutating func corpus(isNeeded: Bool) throws -> (Recipe.Corpus, Node?) {
        if root["corpus"]?.isNull ?? true {
            if isNeeded { mistakes.note(.missing(key: "corpus"), "", at: root.mark) }
            return (Recipe.Corpus(files: [], filters: [], transpose: .none, validation: 0, test: 0, excerpt: nil), nil)
        }
        let settings = try section(CorpusLanguage.section, in: root, at: "corpus")
        let transpose = try value(CorpusLanguage.transpose, settings) ?? Recipe.Corpus.Transpose.none
        let headers = try section(CorpusLanguage.where, in: settings.node, at: "corpus.where")
        var filters: [Recipe.HeaderFilter] = []
        for setting in CorpusLanguage.filters {
            guard let values = try mistakes.collect({ try setting.texts(headers) }) ?? nil else { continue }
            filters.append(Recipe.HeaderFilter(header: setting.info.name, values: values))
        }
        let split = try section(CorpusLanguage.split, in: settings.node, at: "corpus.split")
        let validation = try value(CorpusLanguage.validation, split) ?? 0
        let test = try value(CorpusLanguage.test, split) ?? 0
        if validation + test > 0.95 {
            let share = (validation + test).settingText
            let message = "validation and test together are \(share); at most 0.95 of the tunes can be kept aside"
            mistakes.note(.conflict(message), "corpus.split", at: split.node.mark)
        }
        let corpus = Recipe.Corpus(
            files: try files(settings.node["files"]), filters: filters, transpose: transpose, validation: validation,
            test: test, excerpt: try excerpt(settings.node))

        var entries = try Resolving.entries(of: CorpusLanguage.section.schema, from: settings.node)
        let headerEntries = try Resolving.entries(of: CorpusLanguage.where.schema, from: headers.node)
        entries = entries.map {
            $0.key == "files" ? rebased($0) : $0
        }
        if !headerEntries.isEmpty {
            entries.insert(entry("where", headerEntries, headers.node), at: min(1, entries.count))
        }
        let excerptName = CorpusLanguage.excerpt.schema.name
        if let excerpt = settings.node[excerptName], excerpt.entries != nil {
            entries.append(
                entry(excerptName, try Resolving.entries(of: CorpusLanguage.excerpt.schema, from: excerpt), excerpt))
        }
        entries.append(
            entry("split", try Resolving.entries(of: CorpusLanguage.split.schema, from: split.node), split.node))
        return (corpus, Node(.map(entries), at: settings.node.mark))
    }

    /// What tunes are cut into; nil where they stay whole.
    private mutating func excerpt(_ corpus: Node) throws -> (bars: Int, step: Int)? {
        let name = CorpusLanguage.excerpt.schema.name
        guard let node = corpus[name], !node.isNull else { return nil }
        if node.entries == nil {
            mistakes.note(.wrongType(expected: "a mapping", found: node.described), "corpus.\(name)", at: node.mark)
            return nil
        }
        let settings = try section(CorpusLanguage.excerpt, in: corpus, at: "corpus.\(name)")
        guard let bars = try value(CorpusLanguage.excerptBars, settings) else { return nil }
        return (bars, try value(CorpusLanguage.excerptStep, settings) ?? bars)
    }

    func entry(_ key: String, _ entries: [Node.Entry], _ node: Node) -> Node.Entry {
        Node.Entry(key: key, keyMark: node.mark, value: Node(.map(entries), at: node.mark))
    }

    /// The paths of a list as they are written in the recipe itself, though another file or the command line gave them.
    func rebased(_ entry: Node.Entry) -> Node.Entry {
        let home = root.mark.source
        let items = (entry.value.items ?? []).map { item in
            guard let text = item.text, item.mark.source !== home else { return item }
            let path = Files.resolve(text, relativeTo: item.mark.source.folder)
            let isBelow = home.folder.isEmpty || path.hasPrefix(home.folder)
            return Node(text: isBelow ? String(path.dropFirst(home.folder.count)) : Files.absolute(path), at: item.mark)
        }
        return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: Node(.list(items), at: entry.value.mark))
    }

    /// The files that the items of a list name, which all have to exist and to be of a known format.
    private mutating func files(_ node: Node?) throws -> [Recipe.Corpus.File] {
        guard let node, let items = node.items else { return [] }
        if items.isEmpty {
            let reason = RecipeError.Reason.outOfRange(expected: "at least one file", found: "an empty list")
            mistakes.note(reason, "corpus.files", at: node.mark)
        }
        let formats = try Formats(registries.importers, \.fileExtensions)
        var files: [Recipe.Corpus.File] = []
        var seen: Set<String> = []
        for (i, item) in items.enumerated() {
            guard let text = String(node: item) else { continue }
            let (named, problem) = Self.files(text, in: item.mark.source.folder, extensions: formats.known)
            if let problem { mistakes.note(.conflict(problem), "corpus.files[\(i)]", at: item.mark) }
            for file in named where seen.insert(Files.identity(file)).inserted {
                files.append(Recipe.Corpus.File(path: file, mark: item.mark))
                if let plugin = formats.plugin(file) { note(plugin) }
            }
        }
        return files
    }

    /// The files that one item names; what is wrong with it where it names none.
    static func files(
        _ text: String, in folder: String, extensions: [String]
    ) -> (files: [String], problem: String?) {
        let path = Files.resolve(text, relativeTo: folder)
        let shown = path.count > 200 ? path.prefix(200) + "…" : path
        let known = extensions.joined(separator: ", ")
        if Files.isRegularFile(path) {
            let ending = Files.fileExtension(path)
            return extensions.contains(ending)
                ? ([path], nil) : ([], "no importer reads '.\(ending)' files; known: \(known)")
        }
        var named = [path]
        if Files.isPattern(text), !Files.isFolder(path) {
            named = Files.matches(text, in: folder)
            if named.isEmpty { return ([], "nothing matches '\(shown)'") }
        } else if text.isEmpty || !Files.isFolder(path) {
            return ([], "there is no file or folder '\(shown)'")
        }
        let found = named.flatMap { name in
            Files.isFolder(name)
                ? Files.files(below: name, extensions: Set(extensions))
                : Files.isRegularFile(name) && extensions.contains(Files.fileExtension(name)) ? [name] : []
        }
        return (found, found.isEmpty ? "'\(shown)' holds no file of a known format: \(known)" : nil)
    }

    func importerExtensions() throws -> [String] {
        try Formats(registries.importers, \.fileExtensions).known
    }
}

extension SourceFile {
    /// What relative paths in this text start from: the file's own folder, and for the command line the working
    /// directory.
    var folder: String { isArgument ? "" : Files.folder(name) }
}

import MuseProtocols

extension RecipeCheck {
    /// The corpus, and its node in full.
    mutating func corpus() throws -> (Recipe.Corpus, Node) {
        if root["corpus"]?.isNull ?? true {
            mistakes.note(.missing(key: "corpus"), "", at: root.mark)
            return (Recipe.Corpus(files: [], filters: [], transpose: .none, validation: 0, test: 0), root)
        }
        let settings = try section(CorpusLanguage.section, in: root, at: "corpus")
        let transpose = try value(CorpusLanguage.transpose, settings) ?? .none
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
            files: try files(settings.node["files"]), filters: filters,
            transpose: Recipe.Corpus.Transpose(rawValue: transpose.rawValue) ?? .none, validation: validation,
            test: test)

        var entries = try Resolving.entries(of: CorpusLanguage.section.schema, from: settings.node)
        let headerEntries = try Resolving.entries(of: CorpusLanguage.where.schema, from: headers.node)
        if !headerEntries.isEmpty {
            entries.insert(entry("where", headerEntries, headers.node), at: min(1, entries.count))
        }
        entries.append(
            entry("split", try Resolving.entries(of: CorpusLanguage.split.schema, from: split.node), split.node))
        return (corpus, Node(.map(entries), at: settings.node.mark))
    }

    func entry(_ key: String, _ entries: [Node.Entry], _ node: Node) -> Node.Entry {
        Node.Entry(key: key, keyMark: node.mark, value: Node(.map(entries), at: node.mark))
    }

    /// The files that the items of a list name, which all have to exist and to be of a known format.
    private mutating func files(_ node: Node?) throws -> [Recipe.Corpus.File] {
        guard let items = node?.items else { return [] }
        if items.isEmpty, let node {
            mistakes.note(
                .outOfRange(expected: "at least one file", found: "an empty list"), "corpus.files", at: node.mark)
        }
        let extensions = try importerExtensions()
        var files: [Recipe.Corpus.File] = []
        var seen: Set<String> = []
        for (i, item) in items.enumerated() {
            guard let text = String(node: item) else { continue }
            func refuse(_ message: String) { mistakes.note(.conflict(message), "corpus.files[\(i)]", at: item.mark) }
            // A file's own folder; the working directory for what stands on the command line.
            let folder = item.mark.source.isArgument ? "" : Files.folder(item.mark.source.name)
            let path = Files.resolve(text, relativeTo: folder)
            let isPattern = Files.isPattern(path) && !Files.isRegularFile(path)
            var named = isPattern ? Files.matches(path) : [path]
            if text.isEmpty || !isPattern && !Files.isRegularFile(path) && !Files.isFolder(path) {
                refuse("there is no file or folder '\(path)'")
                continue
            }
            let isSingle = !isPattern && Files.isRegularFile(path)
            named = named.flatMap {
                Files.isFolder($0) ? Files.files(below: $0, extensions: Set(extensions)) : [$0]
            }
            let readable = named.filter { extensions.contains(Files.fileExtension($0)) && Files.isRegularFile($0) }
            if isSingle, readable.isEmpty {
                refuse(
                    "no importer reads '.\(Files.fileExtension(path))' files; known: \(extensions.joined(separator: ", "))"
                )
            } else if isPattern, named.isEmpty {
                refuse("nothing matches '\(path)'")
            } else if readable.isEmpty {
                refuse("'\(path)' holds no file of a known format: \(extensions.joined(separator: ", "))")
            }
            for file in readable where seen.insert(Files.identity(file)).inserted {
                files.append(Recipe.Corpus.File(path: file, mark: item.mark))
            }
        }
        return files
    }

    private func importerExtensions() throws -> [String] {
        try registries.importers.entries.flatMap { entry in
            let nothing = Node(.map([]), at: .defaults)
            return try entry.make(Settings(nothing, for: entry.schema, path: "")).fileExtensions
        }
    }
}

import MuseCorpus
package import MuseProtocols

extension Recipe {
    /// The recipe as YAML with all defaults. The result is a valid recipe in the original's folder.
    ///
    /// - Parameter showsOrigins: whether each line ends with a comment that names the origin of its value.
    package func resolvedText(showsOrigins: Bool = false) -> String {
        YAMLWriter.text(resolved, showsOrigins: showsOrigins)
    }

    /// Text to hash: everything that determines the output of a run, except the contents of the corpus and of plug-ins.
    /// Equal for a recipe and its lock, wherever the files are.
    package var identityText: String { keyText(upTo: .export) }

    /// Text to hash: everything that determines the fitted model, except the contents of the corpus and of plug-ins.
    package var fitKeyText: String { keyText(upTo: .fit) }

    /// Text to hash: everything that determines the result of fine-tuning, except the model that it starts from and the
    /// contents of the corpus and of plug-ins.
    package var tuneKeyText: String { keyText(upTo: .fineTune) }

    private func keyText(upTo stage: Stage) -> String {
        let models = allPretrainedModels.map { ($0.place, $0.weightsHash) }
        return keys.text(upTo: stage, contents: models + prompts.map { ($0.key, $0.hash) })
    }

    /// The generator with its settings, as stored in a fitted model; independent of the recipe's location.
    package var generatorNode: Node {
        let node = resolved["generator"] ?? resolved
        let entries = (node.entries ?? []).filter { $0.key != GeneratorSection.pretrained.info.name }
        return Node(.map(entries), at: node.mark)
    }

    /// How a lock writes the paths of the corpus files.
    package enum LockPaths: Sendable {
        case absolute
        /// Relative to the lock's folder, which must exist.
        case relative(toFolder: String)
    }

    /// The resolved recipe of this run, with the lock and the path of each corpus file or data set.
    package func lockText(_ lock: Lock, paths: LockPaths = .absolute) -> String {
        func place(_ path: String) -> String {
            switch paths {
            case .absolute: Files.absolute(path)
            case .relative(let folder): Files.relative(path, to: folder)
            }
        }
        let files = (corpus.datasets ?? corpus.files).map { Node(text: place($0.path), at: $0.mark ?? .defaults) }
        var whole = resolved.replacing(["corpus", "files"]) { Node(.list(files), at: $0.mark) }
        // A lock lists the plug-ins that it needs, however they were found.
        let folders = plugins.map { Node(text: place($0.folder), at: .defaults) }
        let pluginsKey = RecipeSection.plugins.info.name
        whole = whole.replacing([pluginsKey]) { _ in nil }
        if !folders.isEmpty { whole = whole.adding(pluginsKey, Node(.list(folders), at: .defaults)) }
        for model in allPretrainedModels {
            guard let path = ValuePath(model.place) else { continue }
            whole = whole.replacing(path.steps) { Node(text: place(model.path), at: $0.mark) }
        }
        for prompt in prompts {
            let paths = prompts.filter { $0.key == prompt.key }.map(\.path)
            whole = whole.replacing(prompt.keys) { node in
                guard node.items != nil else { return Node(text: place(prompt.path), at: node.mark) }
                return Node(.list(paths.map { Node(text: place($0), at: node.mark) }), at: node.mark)
            }
        }
        whole = whole.replacing(["export"]) { list in
            Node(
                .list(
                    zip(list.listed, exports).map { item, export in
                        export.files.reduce(item) { item, file in
                            item.replacing([file.key]) { Node(text: place(file.value), at: $0.mark) }
                        }
                    }), at: list.mark)
        }
        let entries = whole.entries ?? []
        let lockEntry = Node.Entry(key: Lock.section.name, keyMark: .defaults, value: lock.node)
        return YAMLWriter.text(Node(.map(entries + [lockEntry]), at: resolved.mark))
    }
}

extension Recipe.Prompt {
    fileprivate var keys: [String] { key.split(separator: ".").map(String.init) }
}

extension Node {
    /// A copy with the value at a path of keys and indices replaced, or removed if the new value is nil. Unchanged if
    /// the path does not exist.
    fileprivate func replacing(_ path: [String], _ value: (Node) -> Node?) -> Node {
        guard let key = path.first else { return self }
        let rest = Array(path.dropFirst())
        if var items, let index = Int(key), items.indices.contains(index) {
            if let new = rest.isEmpty ? value(items[index]) : items[index].replacing(rest, value) { items[index] = new }
            return Node(.list(items), at: mark)
        }
        guard let entries else { return self }
        let kept = entries.compactMap { entry in
            guard entry.key == key else { return entry }
            let new = rest.isEmpty ? value(entry.value) : entry.value.replacing(rest, value)
            return new.map { Entry(key: entry.key, keyMark: entry.keyMark, value: $0) }
        }
        return Node(.map(kept), at: mark)
    }
}

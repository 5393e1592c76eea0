import MuseCorpus
package import MuseProtocols

extension Recipe {
    /// The recipe with every choice written out, as YAML; itself a recipe, at the place of the original.
    ///
    /// - Parameter showsOrigins: each line ends in a comment that says where its value comes from.
    package func resolvedText(showsOrigins: Bool = false) -> String {
        YAMLWriter.text(resolved, showsOrigins: showsOrigins)
    }

    /// All that decides what a run writes, apart from the bytes of the corpus and of plug-ins: the same for a recipe
    /// and its lock, wherever they lie. For hashing.
    package var identityText: String { keyText(upTo: .export) }

    /// All that decides what is learned, apart from the bytes of the corpus and of plug-ins. For hashing.
    package var fitKeyText: String { keyText(upTo: .fit) }

    /// All that decides what fine-tuning teaches, apart from the model that it starts from and from the bytes of the
    /// corpus and of plug-ins. For hashing.
    package var tuneKeyText: String { keyText(upTo: .fineTune) }

    private func keyText(upTo stage: Stage) -> String {
        let model = pretrained.map { [("generator.pretrained", $0.weightsHash)] } ?? []
        return keys.text(upTo: stage, contents: model + prompts.map { ($0.key, $0.hash) })
    }

    /// The generator with its settings, as a fitted model keeps it: nothing of it depends on where the recipe lies.
    package var generatorNode: Node {
        let node = resolved["generator"] ?? resolved
        let own = (node.entries ?? []).filter { $0.key != GeneratorSection.pretrained.info.name }
        return Node(.map(own), at: node.mark)
    }

    /// How a lock names the files of the corpus.
    package enum LockPaths: Sendable {
        case absolute
        /// Relative to the folder that the lock will lie in, which has to exist.
        case relative(toFolder: String)
    }

    /// The recipe of exactly this run: resolved, each file of the corpus by name, and what the run found.
    package func lockText(_ lock: Lock, paths: LockPaths = .absolute) -> String {
        func place(_ path: String) -> String {
            switch paths {
            case .absolute: Files.absolute(path)
            case .relative(let folder): Files.relative(path, to: folder)
            }
        }
        let files = corpus.files.map { Node(text: place($0.path), at: $0.mark ?? .defaults) }
        var whole = resolved.replacing(["corpus", "files"]) { Node(.list(files), at: $0.mark) }
        // A lock names the plug-ins that it needs, wherever they were found.
        let folders = plugins.map { Node(text: place($0.folder), at: .defaults) }
        let pluginsKey = RecipeSection.plugins.info.name
        whole = whole.replacing([pluginsKey]) { _ in nil }
        if !folders.isEmpty { whole = whole.adding(pluginsKey, Node(.list(folders), at: .defaults)) }
        if let pretrained {
            whole = whole.replacing(["generator", "pretrained"]) { Node(text: place(pretrained.path), at: $0.mark) }
        }
        for prompt in prompts {
            let paths = prompts.filter { $0.key == prompt.key }.map(\.path)
            whole = whole.replacing(prompt.keys) { node in
                guard node.items != nil else { return Node(text: place(prompt.path), at: node.mark) }
                return Node(.list(paths.map { Node(text: place($0), at: node.mark) }), at: node.mark)
            }
        }
        let entries = whole.entries ?? []
        let lockEntry = Node.Entry(key: "lock", keyMark: .defaults, value: lock.node)
        return YAMLWriter.text(Node(.map(entries + [lockEntry]), at: resolved.mark))
    }
}

extension Recipe.Prompt {
    fileprivate var keys: [String] { key.split(separator: ".").map(String.init) }
}

extension Node {
    /// The same with another value under a path of keys, or without it where the value is nil, if there is such a path.
    fileprivate func replacing(_ path: [String], _ value: (Node) -> Node?) -> Node {
        guard let entries, let key = path.first else { return self }
        let rest = Array(path.dropFirst())
        let kept = entries.compactMap { entry in
            guard entry.key == key else { return entry }
            let new = rest.isEmpty ? value(entry.value) : entry.value.replacing(rest, value)
            return new.map { Entry(key: entry.key, keyMark: entry.keyMark, value: $0) }
        }
        return Node(.map(kept), at: mark)
    }
}

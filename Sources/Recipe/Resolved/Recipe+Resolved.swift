import MuseProtocols

extension Recipe {
    /// The recipe with every choice written out, as YAML; itself a recipe, at the place of the original.
    ///
    /// - Parameter showsOrigins: each line ends in a comment that says where its value comes from.
    package func resolvedText(showsOrigins: Bool = false) -> String {
        YAMLWriter.text(resolved, showsOrigins: showsOrigins)
    }

    /// All that decides what a run writes, apart from the bytes of the corpus and of plug-ins: the same for a recipe and its lock,
    /// wherever they lie. For hashing.
    package var identityText: String { identity(resolved) }

    /// All that decides what is learned, apart from the bytes of the corpus and the version of muse. For hashing.
    package var fitKeyText: String {
        let parts = ["muse", "seed", "corpus", "tokenizer", "generator"]
        let kept = (resolved.entries ?? []).filter { parts.contains($0.key) }
        return identity(Node(.map(kept), at: resolved.mark))
    }

    /// All that decides what fine-tuning teaches, apart from the model that it starts from. For hashing.
    package var tuneKeyText: String {
        let parts = ["muse", "seed", "corpus", "tokenizer", "finetune", "constraints", "generate"]
        let kept = (resolved.entries ?? []).filter { parts.contains($0.key) }.map { entry in
            guard entry.key == "generate" else { return entry }
            let asked = (entry.value.entries ?? []).filter { ["condition", "max_tokens", "style"].contains($0.key) }
            return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: Node(.map(asked), at: entry.value.mark))
        }
        return byContents(without(["files"], in: "corpus", of: Node(.map(kept), at: resolved.mark)))
    }

    /// Files and folders count by what they hold, not by where they lie.
    private func identity(_ node: Node) -> String {
        let placed = node.replacing([RecipeLanguage.plugins.info.name]) { _ in nil }
        let kept = without(["pretrained"], in: "generator", of: without(["files"], in: "corpus", of: placed))
        return byContents(kept) + (pretrained.map { "pretrained: \($0.weightsHash)\n" } ?? "")
    }

    private func byContents(_ node: Node) -> String {
        var kept = node
        var hashes = ""
        for prompt in prompts where node.has(prompt.keys) {
            kept = kept.replacing(prompt.keys) { _ in nil }
            hashes += "\(prompt.key): \(prompt.hash)\n"
        }
        return YAMLWriter.text(kept) + hashes
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
        let files = corpus.files.map { Node(text: place($0.path), at: $0.mark) }
        var whole = resolved.replacing(["corpus", "files"]) { Node(.list(files), at: $0.mark) }
        // A lock names the plug-ins that it needs, wherever they were found.
        let folders = plugins.map { Node(text: place($0.folder), at: .defaults) }
        whole = whole.replacing([RecipeLanguage.plugins.info.name]) { _ in nil }
        if !folders.isEmpty {
            let entry = Node.Entry(
                key: RecipeLanguage.plugins.info.name, keyMark: .defaults, value: Node(.list(folders), at: .defaults))
            whole = Node(.map((whole.entries ?? []) + [entry]), at: whole.mark)
        }
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

    private func without(_ keys: Set<String>, in section: String, of node: Node) -> Node {
        let entries = (node.entries ?? []).map { entry in
            guard entry.key == section, let parts = entry.value.entries else { return entry }
            let kept = Node(.map(parts.filter { !keys.contains($0.key) }), at: entry.value.mark)
            return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: kept)
        }
        return Node(.map(entries), at: node.mark)
    }
}

extension Recipe.Prompt {
    fileprivate var keys: [String] { key.split(separator: ".").map(String.init) }
}

extension Node {
    /// Whether there is something under a path of keys.
    fileprivate func has(_ path: [String]) -> Bool {
        path.reduce(self as Node?) { $0?[$1] } != nil
    }

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

import MuseProtocols

extension Recipe {
    /// The recipe with every choice written out, as YAML; itself a recipe, at the place of the original.
    ///
    /// - Parameter showsOrigins: each line ends in a comment that says where its value comes from.
    package func resolvedText(showsOrigins: Bool = false) -> String {
        YAMLWriter.text(resolved, showsOrigins: showsOrigins)
    }

    /// All that decides what a run writes, apart from the bytes of the corpus: the same for a recipe and its lock,
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
        let parts = ["muse", "seed", "tokenizer", "finetune", "constraints", "generate"]
        let kept = (resolved.entries ?? []).filter { parts.contains($0.key) }.map { entry in
            guard entry.key == "generate" else { return entry }
            let asked = (entry.value.entries ?? []).filter { ["condition", "max_tokens"].contains($0.key) }
            return Node.Entry(key: entry.key, keyMark: entry.keyMark, value: Node(.map(asked), at: entry.value.mark))
        }
        return YAMLWriter.text(Node(.map(kept), at: resolved.mark))
    }

    /// Files and folders count by what they hold, not by where they lie.
    private func identity(_ node: Node) -> String {
        let named = without(["pretrained"], in: "generator", of: without(["files"], in: "corpus", of: node))
        let kept = without(["continue", "fill"], in: "generate", of: named)
        let prompt = node["generate"] == nil ? nil : task.prompt
        return YAMLWriter.text(kept) + (pretrained.map { "pretrained: \($0.weightsHash)\n" } ?? "")
            + (prompt.map { "\($0.key): \($0.hash)\n" } ?? "")
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
        var whole = resolved.replacing("files", in: "corpus") { Node(.list(files), at: $0.mark) }
        if let pretrained {
            whole = whole.replacing("pretrained", in: "generator") { Node(text: place(pretrained.path), at: $0.mark) }
        }
        if let prompt = task.prompt {
            whole = whole.replacing(prompt.key, in: "generate") { Node(text: place(prompt.path), at: $0.mark) }
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

extension Node {
    /// The same with another value for a key of a section, where it has that key.
    fileprivate func replacing(_ key: String, in section: String, _ value: (Node) -> Node) -> Node {
        guard let entries else { return self }
        return Node(
            .map(
                entries.map { entry in
                    guard entry.key == section, let parts = entry.value.entries else { return entry }
                    let replaced = parts.map {
                        $0.key == key ? Entry(key: $0.key, keyMark: $0.keyMark, value: value($0.value)) : $0
                    }
                    return Entry(
                        key: entry.key, keyMark: entry.keyMark, value: Node(.map(replaced), at: entry.value.mark))
                }), at: mark)
    }
}

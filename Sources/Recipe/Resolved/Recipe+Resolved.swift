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
    package var identityText: String { YAMLWriter.text(without(["files"], in: "corpus", of: resolved)) }

    /// All that decides what is learned, apart from the bytes of the corpus and the version of muse. For hashing.
    package var fitKeyText: String {
        let parts = ["muse", "seed", "corpus", "tokenizer", "generator"]
        let kept = (resolved.entries ?? []).filter { parts.contains($0.key) }
        return YAMLWriter.text(without(["files"], in: "corpus", of: Node(.map(kept), at: resolved.mark)))
    }

    /// How a lock names the files of the corpus.
    package enum LockPaths: Sendable {
        case absolute
        /// Relative to the folder that the lock will lie in, which has to exist.
        case relative(toFolder: String)
    }

    /// The recipe of exactly this run: resolved, each file of the corpus by name, and what the run found.
    package func lockText(_ lock: Lock, paths: LockPaths = .absolute) -> String {
        let files = corpus.files.map { file in
            let path =
                switch paths {
                case .absolute: Files.absolute(file.path)
                case .relative(let folder): Files.relative(file.path, to: folder)
                }
            return Node(text: path, at: file.mark)
        }
        let entries = (resolved.entries ?? []).map { entry in
            guard entry.key == "corpus", let corpus = entry.value.entries else { return entry }
            let replaced = corpus.map { part in
                part.key == "files"
                    ? Node.Entry(key: part.key, keyMark: part.keyMark, value: Node(.list(files), at: part.value.mark))
                    : part
            }
            return Node.Entry(
                key: entry.key, keyMark: entry.keyMark, value: Node(.map(replaced), at: entry.value.mark))
        }
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

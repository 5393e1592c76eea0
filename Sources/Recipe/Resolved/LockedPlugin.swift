/// A plug-in in a lock.
package struct LockedPlugin: Equatable, Sendable {
    /// nil in locks of earlier versions of muse.
    package let version: String?
    /// SHA-256 of its files and of the list of its Python packages, in hex.
    package let hash: String

    package init(version: String?, hash: String) {
        self.version = version
        self.hash = hash
    }

    /// `my_sampler@1.0.0=1f3c…`
    func text(id: String) -> String { id + (version.map { "@\($0)" } ?? "") + "=\(hash)" }

    /// nil if the text is not of that form. The version can be missing.
    static func read(_ text: String) -> (id: String, plugin: LockedPlugin)? {
        guard let equals = text.lastIndex(of: "="), equals > text.startIndex else { return nil }
        let name = text[..<equals].split(separator: "@", maxSplits: 1)
        guard let id = name.first else { return nil }
        let version = name.count > 1 ? String(name[1]) : nil
        return (String(id), LockedPlugin(version: version, hash: String(text[text.index(after: equals)...])))
    }
}

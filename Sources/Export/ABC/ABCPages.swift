import MuseMusic
import MuseProtocols

/// The pages of scores that were read from ABC and have not changed, ready to be written back.
struct ABCPages {
    /// The text before the first tune of the file, which applies to all its tunes; empty if none does.
    private(set) var fileHeader = ""
    /// The page of each score; nil for a score to be written in canonical form.
    private(set) var pages: [Page?]

    /// - Parameter kept: the page of each score that can keep it, as `page(of:provenance:)` returns it.
    init(_ kept: [Page?]) {
        pages = kept
        // A header applies to all tunes of a file. Tunes from files with different ones cannot keep them, nor can a
        // tune in canonical form have a header that changes it.
        let headers = pages.map { $0?.fileHeader ?? "" }
        if let first = headers.first, headers.allSatisfy({ $0 == first }), areAllKept {
            fileHeader = first
        } else {
            for i in pages.indices where Self.affectsTunes(headers[i]) { pages[i] = nil }
        }
    }

    /// Returns the page of a score that is written back unless its file header cannot be kept; nil if there is none.
    ///
    /// - Parameter provenance: nothing that has one keeps a page, because a tune that muse generated names its source.
    static func page(of score: Score, provenance: Provenance?) -> Page? {
        guard provenance == nil, let page = score.page, page.format == "abc", page.shows(score) else { return nil }
        return page
    }

    /// Whether every score keeps its page.
    var areAllKept: Bool { pages.allSatisfy { $0 != nil } }

    /// Whether a file header has anything but comments.
    static func affectsTunes(_ header: String) -> Bool {
        // Called for each tune: lines after the first one that counts are not searched.
        var rest = header.utf8[...]
        while !rest.isEmpty {
            let line = rest.prefix { $0 != .newline }
            if !line.isEmpty, line.first != .percent || line.dropFirst().first == .percent { return true }
            rest = rest.dropFirst(line.count + 1)
        }
        return false
    }
}

extension ABCText {
    /// Appends a tune as its author wrote it.
    ///
    /// - Parameter isFirst: whether it is the first tune of the file.
    mutating func append(_ page: Page, isFirst: Bool) {
        // An empty line at the start of a file separates nothing.
        append(bytes.isEmpty ? String(page.before.drop { $0.isNewline }) : page.before)
        // An empty line separates tunes, unless their author starts each with X: right after the one before.
        let endsWithEmptyLine = bytes.suffix(2).elementsEqual([.newline, .newline])
        let isSeparate = bytes.isEmpty || endsWithEmptyLine || page.text.hasPrefix("X:")
        if !isFirst, !isSeparate { append(.newline) }
        append(page.text)
        append(page.after)
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}

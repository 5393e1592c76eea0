import Foundation
import MuseStorage

/// The Lakh MIDI Dataset, in one of its editions:
///
/// - `clean_midi`: `ARTIST/TITLE.mid`, further versions of a song as `ARTIST/TITLE.1.mid`;
/// - `lmd_matched`: `A/B/C/TRACK/MD5.mid`, the files that match a track of the Million Song Dataset, with their
///   scores in `match_scores.json`, of which the best file of each track is read; `lmd_aligned` likewise;
/// - `lmd_full`: `0/MD5.mid`, all files.
///
/// Source: Raffel, "Learning-based methods for comparing sequences", PhD thesis, Columbia University 2016.
struct LakhLayout {
    private let folder: DatasetFolder

    init(_ path: String) throws { folder = try DatasetFolder(path, of: "an edition of the Lakh MIDI Dataset") }

    func files() throws -> [DatasetLayout.File] {
        let folders = folder.folders()
        let editions = folders.filter { $0 == "clean_midi" || $0.hasPrefix("lmd_") }
        if !editions.isEmpty {
            let names = editions.map { "'\(folder.path(of: $0))'" }.joined(separator: " or ")
            throw DatasetMistake("'\(folder.path)' has editions of the data set in it; use \(names)")
        }
        func areAll(_ letters: ClosedRange<Character>...) -> Bool {
            folders.allSatisfy { name in name.count == 1 && letters.contains { $0.contains(Character(name)) } }
        }
        let files =
            folders.isEmpty
            ? []
            : areAll("A"..."Z") ? try matched(folders) : areAll("0"..."9", "a"..."f") ? full(folders) : clean(folders)
        if files.isEmpty {
            throw folder.missing("files such as 'Artist/Title.mid', 'A/B/C/TRABC…/1f2e….mid' or '0/0a1b….mid'")
        }
        return files
    }

    private func full(_ folders: [String]) -> [DatasetLayout.File] {
        folders.flatMap { name in midi(in: name).map { (folder.path(of: "\(name)/\($0)"), DatasetEntry()) } }
    }

    private func clean(_ folders: [String]) -> [DatasetLayout.File] {
        folders.flatMap { artist in
            midi(in: artist).map { name in
                var entry = DatasetEntry()
                entry.composers = [artist]
                entry.title = Self.title(name)
                return (folder.path(of: "\(artist)/\(name)"), entry)
            }
        }
    }

    /// `Yesterday` for `Yesterday.2.mid`.
    private static func title(_ name: String) -> String {
        let stem = name.dropLast(4)
        guard let dot = stem.lastIndex(of: "."), dot > stem.startIndex, Int(stem[stem.index(after: dot)...]) != nil
        else {
            return String(stem)
        }
        return String(stem[..<dot])
    }

    private func matched(_ folders: [String]) throws -> [DatasetLayout.File] {
        let path = try folder.index("match_scores.json")
        let scores: [String: [String: Double]]
        do {
            scores = try JSONDecoder().decode(
                [String: [String: Double]].self, from: Data(try FileReader.bytes(path)))
        } catch let error as FileError {
            throw DatasetMistake("cannot read: \(error)")
        } catch {
            throw DatasetMistake("'\(path)' is not a JSON object of tracks with the scores of their files")
        }
        return try folders.flatMap { a in
            try folder.folder(a).folders().flatMap { b in
                try folder.folder("\(a)/\(b)").folders().flatMap { c in
                    try folder.folder("\(a)/\(b)/\(c)").folders().compactMap { track -> DatasetLayout.File? in
                        let place = "\(a)/\(b)/\(c)/\(track)"
                        let files = midi(in: place)
                        guard !files.isEmpty else { return nil }
                        let known = scores[track] ?? [:]
                        let rated = files.compactMap { name in known[String(name.dropLast(4))].map { (name, $0) } }
                        // Of equals, the first by name.
                        guard let best = rated.max(by: { ($0.1, $1.0) < ($1.1, $0.0) }) else {
                            throw DatasetMistake("'\(path)' has no score of a file in '\(folder.path(of: place))'")
                        }
                        return (folder.path(of: "\(place)/\(best.0)"), DatasetEntry())
                    }
                }
            }
        }
    }

    private func midi(in name: String) -> [String] {
        entryNames(in: folder.path(of: name)).filter { fileExtension(of: $0) == "mid" }
    }
}

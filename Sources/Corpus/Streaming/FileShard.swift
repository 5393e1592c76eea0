import MuseProtocols
import MuseStorage

/// A run of the files of a corpus that are read together, and whose results are cached together.
struct FileShard: Sendable {
    struct File: Sendable {
        let source: Corpus.File
        /// The stamps of the file and its companions.
        let stamps: [FileStamp]

        var file: CorpusSettings.File { source.file }

        fileprivate var text: String {
            let parts = stamps.flatMap { ["\($0.size)", "\($0.modified)"] } + [file.entry?.text].compactMap(\.self)
            return ([file.path] + parts).joined(separator: "\t")
        }
    }

    let files: [File]
    /// SHA-256 of the names, sizes and times of the files and of what data sets state about them, in hexadecimal.
    let key: String

    private init(_ files: [File]) {
        self.files = files
        key = SHA256.hex(of: Array(files.map(\.text).joined(separator: "\n").utf8))
    }

    /// The number of bytes at which a shard ends.
    private static let fullSize = 16 << 20
    /// One in so many files ends a shard, chosen by its name: a file that is added or removed changes only its own
    /// shard.
    private static let meanLength: UInt64 = 128

    /// Divides files into shards, in order.
    static func shards(of files: [File]) -> [FileShard] {
        var shards: [FileShard] = []
        var current: [File] = []
        var size = 0
        for file in files {
            current.append(file)
            size += file.stamps[0].size
            var hash = StableHasher(0)
            for byte in file.file.path.utf8 { hash.add(Int(byte)) }
            if size >= fullSize || hash.value % meanLength == 0 {
                shards.append(FileShard(current))
                (current, size) = ([], 0)
            }
        }
        if !current.isEmpty { shards.append(FileShard(current)) }
        return shards
    }
}

import MuseProtocols
import MuseStorage

/// The token sequences of a shard on disk, which are read when they are used.
///
/// The file has an index in units of 8 bytes (the number of training, validation and test sequences and of failures,
/// the bytes of a token, then the end of each sequence in tokens and of each failure's text in bytes), the tokens of
/// all sequences, and the texts.
final class TokenShard: Sendable {
    private let file: MappedFile
    private let counts: [Int]
    private let tokenSize: Int
    private let tokenCount: Int

    /// The sequences of the shard's tunes.
    struct Contents: Sendable {
        var sides: [CorpusSide: [[TokenID]]] = [:]
        /// The reasons why tunes have no tokens.
        var failures: [String] = []
    }

    private static let headerCount = 5

    /// - Throws: `FileError`.
    static func write(_ contents: Contents, vocabularySize: Int, to path: String) throws {
        let sequences = CorpusSide.allCases.flatMap { contents.sides[$0] ?? [] }
        let texts = contents.failures.map { Array($0.utf8) }
        let tokenSize = vocabularySize <= 1 << 16 ? 2 : 4
        var index = CorpusSide.allCases.map { contents.sides[$0]?.count ?? 0 } + [texts.count, tokenSize]
        for lengths in [sequences.map(\.count), texts.map(\.count)] {
            var end = 0
            for length in lengths {
                end += length
                index.append(end)
            }
        }
        try createDirectories(parentFolder(of: path))
        try AtomicFile.write(to: path) { put in
            try put(index.map(\.littleEndian).withUnsafeBytes { Array($0) })
            for sequence in sequences {
                try put(
                    tokenSize == 2
                        ? sequence.map { UInt16($0).littleEndian }.withUnsafeBytes { Array($0) }
                        : sequence.map(\.littleEndian).withUnsafeBytes { Array($0) })
            }
            for text in texts { try put(text) }
        }
    }

    /// Maps a file that `write` has written; nil if there is none, or if it is incomplete.
    init?(_ path: String) {
        guard let file = try? MappedFile(path) else { return nil }
        self.file = file
        func value(_ i: Int) -> Int? {
            8 * i + 8 <= file.count
                ? Int(littleEndian: file.bytes.loadUnaligned(fromByteOffset: 8 * i, as: Int.self)) : nil
        }
        let header = (0..<Self.headerCount).compactMap(value)
        guard header.count == Self.headerCount, header.allSatisfy({ (0..<1 << 40).contains($0) }) else { return nil }
        counts = Array(header.prefix(4))
        tokenSize = header[4]
        let (sequences, texts) = (counts[0] + counts[1] + counts[2], counts[3])
        guard let tokens = sequences == 0 ? 0 : value(Self.headerCount + sequences - 1),
            let bytes = texts == 0 ? 0 : value(Self.headerCount + sequences + texts - 1),
            8 * (Self.headerCount + sequences + texts) + tokens * tokenSize + bytes == file.count
        else { return nil }
        tokenCount = tokens
    }

    private func end(_ i: Int) -> Int {
        i < 0
            ? 0 : Int(littleEndian: file.bytes.loadUnaligned(fromByteOffset: 8 * (Self.headerCount + i), as: Int.self))
    }

    private var sequenceCount: Int { counts[0] + counts[1] + counts[2] }

    /// Where the tokens start, in bytes.
    private var tokenStart: Int { 8 * (Self.headerCount + sequenceCount + counts[3]) }

    /// The numbers of the sequences of a side, which the other methods take.
    func sequences(_ side: CorpusSide) -> Range<Int> {
        let index = CorpusSide.allCases.firstIndex(of: side) ?? 0
        let start = counts[..<index].reduce(0, +)
        return start..<start + counts[index]
    }

    func length(_ sequence: Int) -> Int { end(sequence) - end(sequence - 1) }

    func tokens(_ sequence: Int) -> [TokenID] {
        let range = end(sequence - 1)..<end(sequence)
        let bytes = file.bytes[
            (tokenStart + tokenSize * range.lowerBound)..<(tokenStart + tokenSize * range.upperBound)]
        let start = UnsafeRawBufferPointer(rebasing: bytes)
        return (0..<range.count).map { i in
            tokenSize == 2
                ? TokenID(UInt16(littleEndian: start.loadUnaligned(fromByteOffset: 2 * i, as: UInt16.self)))
                : TokenID(littleEndian: start.loadUnaligned(fromByteOffset: 4 * i, as: TokenID.self))
        }
    }

    /// The reasons why tunes have no tokens.
    var failures: [String] {
        let start = tokenStart + tokenSize * tokenCount
        let firstEnd = sequenceCount
        return (0..<counts[3]).map { i in
            let from = start + (i == 0 ? 0 : end(firstEnd + i - 1))
            return String(decoding: file.bytes[from..<start + end(firstEnd + i)], as: UTF8.self)
        }
    }
}

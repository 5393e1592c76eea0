/// Token sequences, in memory or read when they are used.
public struct TokenSequences: RandomAccessCollection, Sendable {
    private enum Storage {
        case memory([[TokenID]])
        case stored(any StoredSequences)
    }

    private let storage: Storage

    public init(_ sequences: [[TokenID]]) { storage = .memory(sequences) }

    public init(_ sequences: any StoredSequences) { storage = .stored(sequences) }

    public var startIndex: Int { 0 }

    public var endIndex: Int {
        switch storage {
        case .memory(let sequences): sequences.count
        case .stored(let sequences): sequences.count
        }
    }

    public subscript(index: Int) -> [TokenID] {
        switch storage {
        case .memory(let sequences): sequences[index]
        case .stored(let sequences): sequences.tokens(index)
        }
    }

    /// The number of tokens of a sequence, which is not read.
    public func length(_ index: Int) -> Int {
        switch storage {
        case .memory(let sequences): sequences[index].count
        case .stored(let sequences): sequences.length(index)
        }
    }

    /// The number of tokens of all sequences together.
    public var tokenCount: Int { indices.reduce(0) { $0 + length($1) } }

    /// The sequences that are in memory; nil if they are read when they are used.
    public var inMemory: [[TokenID]]? { if case .memory(let sequences) = storage { sequences } else { nil } }

    /// All sequences, read into memory.
    public var all: [[TokenID]] { inMemory ?? map { $0 } }
}

extension TokenSequences: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: [TokenID]...) { self.init(elements) }
}

/// Token sequences outside the memory of the process, such as those of a mapped file.
public protocol StoredSequences: Sendable {
    var count: Int { get }
    /// The tokens of a sequence, at least one, all within the vocabulary.
    func tokens(_ index: Int) -> [TokenID]
    /// The number of tokens of a sequence.
    func length(_ index: Int) -> Int
}

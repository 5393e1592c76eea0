package import MuseProtocols

/// Sequences in pieces that a network can process: long ones are cut.
package struct SequencePieces: Sendable {
    private let sequences: TokenSequences
    private let maxLength: Int
    /// The sequence of each piece, and the position of its first token.
    private let starts: [(sequence: Int32, token: Int32)]

    /// - Parameter maxLength: the largest number of tokens of a piece.
    package init(_ sequences: TokenSequences, maxLength: Int) {
        self.sequences = sequences
        self.maxLength = maxLength
        starts = sequences.indices.flatMap { sequence in
            stride(from: 0, to: sequences.length(sequence), by: maxLength).map { (Int32(sequence), Int32($0)) }
        }
    }

    /// The number of tokens of each piece.
    package var lengths: [Int] {
        starts.map { min(maxLength, sequences.length(Int($0.sequence)) - Int($0.token)) }
    }

    package subscript(piece: Int) -> ArraySlice<TokenID> {
        let start = Int(starts[piece].token)
        let sequence = sequences[Int(starts[piece].sequence)]
        return sequence[start..<min(sequence.count, start + maxLength)]
    }

    /// All pieces, read into memory.
    package var all: [ArraySlice<TokenID>] { starts.indices.map { self[$0] } }
}

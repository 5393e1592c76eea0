import MuseProtocols

/// All training sequences in one array, each preceded by `order` start symbols so that every token has a full context.
struct TrainingText {
    let order: Int
    let vocabularySize: Int
    /// Tokens; the start symbol is `vocabularySize`.
    let symbols: [Int32]
    let tokenCount: Int

    /// - Throws: `FitError` if the corpus has no tokens, has tokens outside its vocabulary, or is too large for 32
    ///   bits.
    init(_ corpus: TokenCorpus, order: Int) throws {
        self.order = order
        vocabularySize = corpus.vocabularySize
        let sequences = try corpus.checkedTraining()
        tokenCount = sequences.tokenCount
        let length = tokenCount + order * sequences.count
        guard length < Int32.max, vocabularySize < Int32.max else {
            throw FitError("\(tokenCount) training tokens exceed the limit of 2 147 483 646")
        }
        var symbols: [Int32] = []
        symbols.reserveCapacity(length)
        for sequence in sequences {
            for _ in 0..<order { symbols.append(Int32(vocabularySize)) }
            symbols.append(contentsOf: sequence)
        }
        self.symbols = symbols
    }

    var start: Int32 { Int32(vocabularySize) }

    /// Returns the positions of all tokens, sorted by the preceding symbol, then by the one before that and so on, and
    /// finally by the token itself. Equal contexts of any length are adjacent.
    ///
    /// A radix sort, least significant digit first.
    ///
    /// - Complexity: O(order · (T + V)).
    /// - Throws: `CancellationError`.
    func sortedPositions(_ context: FitContext) throws -> [Int32] {
        var positions: [Int32] = []
        positions.reserveCapacity(tokenCount)
        for (i, symbol) in symbols.enumerated() where symbol != start { positions.append(Int32(i)) }
        var sorted = positions
        for (pass, distance) in ([0] + (1...order).reversed()).enumerated() {
            if context.isCancelled() { throw CancellationError() }
            countingSort(positions, into: &sorted, bySymbolBefore: distance)
            swap(&positions, &sorted)
            context.progress(0.4 * Double(pass + 1) / Double(order + 1), "sorting contexts")
        }
        return positions
    }

    /// Performs one stable pass of counting sort.
    private func countingSort(_ positions: [Int32], into sorted: inout [Int32], bySymbolBefore distance: Int) {
        var next = [Int32](repeating: 0, count: vocabularySize + 2)
        symbols.withUnsafeBufferPointer { symbols in
            for position in positions { next[Int(symbols[Int(position) - distance]) + 1] += 1 }
            for i in 1..<next.count { next[i] += next[i - 1] }
            next.withUnsafeMutableBufferPointer { next in
                sorted.withUnsafeMutableBufferPointer { sorted in
                    for position in positions {
                        let symbol = Int(symbols[Int(position) - distance])
                        sorted[Int(next[symbol])] = position
                        next[symbol] += 1
                    }
                }
            }
        }
    }
}

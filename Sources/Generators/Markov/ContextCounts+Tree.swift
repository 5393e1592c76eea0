import MuseProtocols

extension ContextCounts {
    /// Builds the tree of all contexts. Next-token counts are filled in only for contexts without children, which use
    /// plain counts.
    ///
    /// - Parameter positions: the positions of all tokens, sorted by context.
    /// - Throws: `CancellationError`.
    static func tree(of text: TrainingText, _ positions: [Int32], _ context: FitContext) throws -> [Level] {
        var levels = [Level](repeating: Level(), count: text.order + 1)
        levels[0].append(symbol: -1, firstChild: 0)
        try text.symbols.withUnsafeBufferPointer { symbols in
            var sharedBefore = 0
            for (i, position) in positions.enumerated() {
                if i & 0xFFFF == 0, context.isCancelled() { throw CancellationError() }
                let position = Int(position)
                let sharedAfter = i + 1 < positions.count ? text.shared(position, Int(positions[i + 1])) : 0
                // A context one symbol longer than the part shared with either neighbour is unique.
                let limit = max(sharedBefore, sharedAfter) + 1
                var length = sharedBefore
                while length < limit, text.continues(position, length) {
                    length += 1
                    levels[length].append(
                        symbol: symbols[position - length],
                        firstChild: length < text.order ? levels[length + 1].symbols.count : 0)
                }
                let isNew = length > sharedBefore
                if length == limit && text.continues(position, length) {
                    levels[length].tails[levels[length].tails.count - 1] = Int32(position)
                    var chained = length
                    while text.continues(position, chained) {
                        chained += 1
                        levels[chained].chained += 1
                    }
                }
                levels[length].count(symbols[position], isNew: isNew)
                sharedBefore = sharedAfter
            }
        }
        for length in levels.indices {
            levels[length].firstEntry.append(Int32(levels[length].tokens.count))
            levels[length].firstChild.append(length < text.order ? Int32(levels[length + 1].symbols.count) : 0)
        }
        return levels
    }
}

extension TrainingText {
    /// Whether the context of this length before a position can be extended.
    fileprivate func continues(_ position: Int, _ length: Int) -> Bool {
        length < order && (length == 0 || symbols[position - length] != start)
    }

    /// Returns the length of the longest context that two positions share.
    fileprivate func shared(_ one: Int, _ other: Int) -> Int {
        var length = 0
        while continues(one, length), symbols[one - length - 1] == symbols[other - length - 1] { length += 1 }
        return length
    }
}

extension ContextCounts.Level {
    /// Appends a context whose children and entries are not known yet.
    fileprivate mutating func append(symbol: Int32, firstChild: Int) {
        symbols.append(symbol)
        tails.append(-1)
        self.firstChild.append(Int32(firstChild))
        firstEntry.append(Int32(tokens.count))
    }

    /// Counts a token after the last appended context.
    fileprivate mutating func count(_ token: Int32, isNew: Bool) {
        if isNew || tokens[tokens.count - 1] != token {
            tokens.append(token)
            counts.append(1)
        } else {
            counts[counts.count - 1] += 1
        }
    }
}

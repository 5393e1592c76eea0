import MuseProtocols

/// The candidates with which the training of a unigram model begins: runs that occur at least twice.
struct UnigramSeeds {
    /// In descending order of their number of occurrences times their length; equal ones in order of their tokens.
    private(set) var runs: [(run: [TokenID], count: Int)] = []

    /// Runs grow token by token. One that occurs once has no longer ones that occur twice.
    ///
    /// - Parameters:
    ///   - longest: the largest number of base tokens in a run.
    ///   - limit: the number of candidates.
    init(_ words: [CountedWord], longest: Int, limit: Int) {
        var tokens: [TokenID] = []
        var weights: [Int] = []
        for word in words {
            tokens += word.tokens + [-1]
            weights += [Int](repeating: word.count, count: word.tokens.count + 1)
        }
        /// The number of the run of the current length that starts at each place; -1 if it occurs once.
        var numbers = tokens
        for length in stride(from: 2, through: longest, by: 1) {
            var map = PairMap(capacity: 1 << 12)
            var found: [(first: Int, count: Int)] = []
            var places = [Int32](repeating: -1, count: tokens.count)
            for place in tokens.indices where numbers[place] >= 0 {
                let end = place + length - 1
                guard end < tokens.count, tokens[end] >= 0 else { continue }
                let number = map.value(numbers[place], tokens[end], orInsert: Int32(found.count))
                if Int(number) == found.count { found.append((place, 0)) }
                found[Int(number)].count += weights[place]
                places[place] = number
            }
            for place in places.indices where places[place] >= 0 && found[Int(places[place])].count < 2 {
                places[place] = -1
            }
            let frequent = found.filter { $0.count > 1 }
            if frequent.isEmpty { break }
            runs += frequent.map { (Array(tokens[$0.first..<$0.first + length]), $0.count) }
            numbers = places
        }
        runs.sort { a, b in
            let (first, second) = (a.count * a.run.count, b.count * b.run.count)
            return first == second ? a.run.lexicographicallyPrecedes(b.run) : first > second
        }
        if runs.count > limit { runs.removeLast(runs.count - limit) }
    }
}

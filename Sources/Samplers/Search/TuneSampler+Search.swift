import MuseProtocols

extension TuneSampler {
    /// Searches for `count` tunes instead of sampling them.
    ///
    /// One search finds the tunes of all that follow the same grammar: candidate c of the n-th of them is hypothesis
    /// `n · bestOf + c`, in the order of the search. Models that decode from latent points search for each tune, since
    /// each has its own point. Search s draws from the stream `random.stream("search", s)`.
    ///
    /// - Throws: `SearchShortfall`; as `sample` does.
    func find(
        count: Int, _ bestOf: Int, _ search: TuneSearch, rank: (Int, [[TokenID]]) throws -> [Double],
        isCancelled: () -> Bool, progress: (Int, Int) -> Void, onTune: (Tune) throws -> Void
    ) throws {
        let searches = min(count, model.latentSize != nil ? count : max(1, turns.count))
        var found: [[[TokenID]]] = []
        for number in 0..<searches {
            let tunes = (count - number + searches - 1) / searches
            let result = try result(of: search, number, isCancelled: isCancelled)
            guard result.count >= tunes * bestOf else {
                throw SearchShortfall(found: result.count, needed: tunes * bestOf)
            }
            found.append(result)
            progress((number + 1) * count / searches * bestOf, count * bestOf)
        }
        for index in 0..<count {
            let first = index / searches * bestOf
            let candidates = (0..<bestOf).map { candidate in
                Tune(
                    index: index, candidate: candidate, rank: 0, tokens: found[index % searches][first + candidate])
            }
            try onTune(
                bestOf > 1 ? Self.best(candidates, try rank(index, candidates.map(\.tokens))) : candidates[0])
        }
    }

    /// The tunes that a search finds, the best first.
    private func result(of search: TuneSearch, _ number: Int, isCancelled: () -> Bool) throws -> [[TokenID]] {
        let point = model.latentSize.map { latent(number, 0, size: $0) }
        var beam = try BeamSearch(
            search, grammar: turns.isEmpty ? grammar : turns[number % turns.count].grammar,
            vocabularySize: vocabularySize, maxTokens: maxTokens, random: random.stream("search", number), tune: number
        ) { rows in
            var request = DecodingRequest(rows: rows, style: style, fill: fill)
            if !turns.isEmpty { request.grammars = [Int](repeating: number % turns.count, count: rows) }
            request.tunes = context(number, 0).map { [TuneContext](repeating: $0, count: rows) }
            request.latents = point.map { [[Float]](repeating: $0, count: rows) }
            return try decoder(request)
        }
        while !beam.isFinished {
            if isCancelled() { throw CancellationError() }
            try beam.step()
        }
        return beam.hypotheses.map(\.tokens)
    }
}

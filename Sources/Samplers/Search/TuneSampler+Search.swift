import MuseProtocols

extension TuneSampler {
    /// Searches for `count` tunes instead of sampling them.
    ///
    /// One search finds all tunes with the same grammar: candidate c of the n-th of them is hypothesis `n · bestOf +
    /// c`, in the order of the search. Models that decode from latent points search for each tune, since each has its
    /// own point. The search of a first tune i draws from the stream `random.stream("search", i)`.
    ///
    /// - Throws: `SearchShortfall`; as `sample` does.
    func find(
        count: Int, _ bestOf: Int, _ search: TuneSearch, rank: (Int, [[TokenID]]) throws -> [Double],
        isCancelled: () -> Bool, progress: (Int, Int) -> Void, onTune: (Tune) throws -> Void
    ) throws {
        let first = (0..<count).map(firstTune)
        var found: [Int: ArraySlice<[TokenID]>] = [:]
        for index in 0..<count {
            if first[index] == index {
                let needed = first.count { $0 == index } * bestOf
                let result = try result(of: search, index, isCancelled: isCancelled)
                guard result.count >= needed else { throw SearchShortfall(found: result.count, needed: needed) }
                found[index] = result[...]
            }
            let candidates = (found[first[index]] ?? []).prefix(bestOf).enumerated().map { candidate, tokens in
                Tune(index: index, candidate: candidate, rank: 0, tokens: tokens)
            }
            found[first[index]]?.removeFirst(bestOf)
            try onTune(
                bestOf > 1 ? Self.best(candidates, try rank(index, candidates.map(\.tokens))) : candidates[0])
            progress((index + 1) * bestOf, count * bestOf)
        }
    }

    /// The first tune that shares its search with a tune.
    private func firstTune(_ index: Int) -> Int {
        if model.latentSize != nil { return index }
        if turns.isEmpty { return 0 }
        let group = turns[index % turns.count].group
        return turns.firstIndex { $0.group == group } ?? index
    }

    /// The tunes that a search finds, the best first.
    private func result(of search: TuneSearch, _ tune: Int, isCancelled: () -> Bool) throws -> [[TokenID]] {
        let point = model.latentSize.map { latent(tune, 0, size: $0) }
        var beam = try BeamSearch(
            search, grammar: turns.isEmpty ? grammar : turns[tune % turns.count].grammar,
            vocabularySize: vocabularySize, maxTokens: maxTokens, random: random.stream("search", tune), tune: tune
        ) { rows in
            var request = DecodingRequest(rows: rows, style: style, fill: fill)
            if !turns.isEmpty { request.grammars = [Int](repeating: tune % turns.count, count: rows) }
            request.tunes = context(tune, 0).map { [TuneContext](repeating: $0, count: rows) }
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

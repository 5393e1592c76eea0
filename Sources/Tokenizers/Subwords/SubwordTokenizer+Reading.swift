package import MuseMusic
package import MuseProtocols

extension SubwordTokenizer {
    /// Those of the base tokens that do not need each note, step or bar to be tokens of its own.
    package var capabilities: Set<Capability> {
        let kept: Set<Capability> =
            tokens.split.kind == .none ? [.conditions, .styleMix] : [.conditions, .fill, .styleMix]
        return base.capabilities.intersection(kept)
    }

    package func isCondition(_ token: TokenID) -> Bool { tokens.isBase(token) && base.isCondition(token) }

    /// Empty with `split: none`, because runs can reach beyond a bar.
    package var barEnds: Set<TokenID> { tokens.split.kind == .none ? [] : base.barEnds }

    package var clock: (any TokenClock)? { base.clock?.ofSubwords(tokens.model.runs) }

    /// The contents of those bars that start and end with tokens.
    package func barContents(_ sequence: ArraySlice<TokenID>) -> [Range<Int>] {
        var places: [Int: Int] = [:]
        var base: [TokenID] = []
        for (place, token) in zip(sequence.indices, sequence) {
            places[base.count] = place
            base += tokens.run(token)
        }
        return self.base.barContents(base[...]).compactMap { bar in
            guard let start = places[bar.lowerBound], let end = places[bar.upperBound] else { return nil }
            return start..<end
        }
    }

    /// A note if the run has one, then a bar; otherwise the kind that all tokens of the run have.
    package func kind(of token: TokenID) -> TokenKind {
        let kinds = Set(tokens.run(token).map { base.barEnds.contains($0) ? .bar : base.kind(of: $0) })
        if kinds.count == 1, let kind = kinds.first { return kind }
        return kinds.contains(.note) ? .note : kinds.contains(.bar) ? .bar : .other
    }

    /// The pitch of the first note of the run.
    package func pitch(of token: TokenID, in key: Key?, after previous: TokenID?) -> Int? {
        var last = previous.flatMap { tokens.run($0).last }
        for token in tokens.run(token) {
            if let pitch = base.pitch(of: token, in: key, after: last) { return pitch }
            last = token
        }
        return nil
    }

    package func changesPitches(_ token: TokenID) -> Bool { tokens.run(token).contains(where: base.changesPitches) }
}

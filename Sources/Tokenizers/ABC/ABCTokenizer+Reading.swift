public import MuseProtocols

extension ABCTokenizer {
    public var capabilities: Set<Capability> {
        let common: Set<Capability> = [.conditions, .fill, .styleMix, .variations]
        return includesChordSymbols ? common.union([.chordSymbols]) : common
    }

    /// Labels, rhythm, meter, key and form, but not the unit length: it is notation, and counting needs it.
    public func isCondition(_ token: TokenID) -> Bool {
        guard tokens.tokens.indices.contains(Int(token)) else { return false }
        switch tokens.tokens[Int(token)] {
        case .label, .meter, .tonic, .mode, .section: return true
        default: return false
        }
    }

    public var barEnds: Set<TokenID> {
        Set(
            tokens.tokens.indices.filter { if case .barline = tokens.tokens[$0] { true } else { false } }
                .map { TokenID($0) })
    }

    public var clock: (any TokenClock)? { ABCClock(tokens) }
    public var beats: (any BeatTracker)? { ABCBeats(tokens) }

    /// Excludes bars with a tie into or out of them, because their notes belong to other bars too.
    public func barContents(_ sequence: ArraySlice<TokenID>) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var start: Int?
        var isTiedInto = false
        for (i, token) in zip(sequence.indices, sequence) where tokens.tokens.indices.contains(Int(token)) {
            switch tokens.tokens[Int(token)] {
            case .label, .meter, .unit, .tonic, .mode, .keyAccidental, .section, .ending, .cadence: start = nil
            case .barline, .end:
                let isTiedOut = i > sequence.startIndex && tokens.tokens[Int(sequence[i - 1])] == .tie
                if let start, !isTiedInto, !isTiedOut { result.append(start..<i) }
                isTiedInto = isTiedOut
                start = nil
            default: if start == nil { start = i }
            }
        }
        return result
    }
}

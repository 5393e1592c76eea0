/// What a voice pays for its pitches, beat by beat.
protocol VoiceCosts {
    func cost(of pitch: Int, on beat: VoiceBeat) -> Double
    /// The cost of moving from a pitch to the next.
    func cost(from last: Int, on lastBeat: VoiceBeat, to pitch: Int, on beat: VoiceBeat) -> Double
}

/// The costs of what is forbidden, and happens only if everything else is forbidden too: in this order of gravity.
enum Forbidden {
    static let crossing = 8_000.0
    static let strayNote = 4_000.0
    static let parallels = 2_000.0
    static let dissonance = 1_000.0
}

/// Finds the pitches of a voice with the lowest sum of costs.
enum VoicePath {
    /// - Returns: a MIDI number for each beat; of equally good lines, the lower one at the end.
    static func best(_ beats: [VoiceBeat], range: ClosedRange<Int>, costs: some VoiceCosts) -> [Int] {
        let pitches = Array(range)
        var sums = pitches.map { costs.cost(of: $0, on: beats[0]) }
        var origins: [[Int]] = []
        for (last, beat) in zip(beats, beats.dropFirst()) {
            var next = [Double](repeating: .infinity, count: pitches.count)
            var origin = [Int](repeating: 0, count: pitches.count)
            for (i, pitch) in pitches.enumerated() {
                let own = costs.cost(of: pitch, on: beat)
                for (j, from) in pitches.enumerated() {
                    let sum = sums[j] + own + costs.cost(from: from, on: last, to: pitch, on: beat)
                    if sum < next[i] { (next[i], origin[i]) = (sum, j) }
                }
            }
            sums = next
            origins.append(origin)
        }
        var place = sums.indices.reduce(0) { sums[$1] < sums[$0] ? $1 : $0 }
        var path = [pitches[place]]
        for origin in origins.reversed() {
            place = origin[place]
            path.append(pitches[place])
        }
        return path.reversed()
    }
}

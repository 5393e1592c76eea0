import MuseMusic

extension Score {
    /// Returns the longest stretch of the music in one meter, moved to the start; the score itself if its meter does
    /// not change.
    ///
    /// - Parameters:
    ///   - losses: gets a phrase if other music is left out.
    func longestStretchInOneMeter(_ losses: inout [String]) -> Score {
        var changes: [Timed<Meter>] = []
        let end = self.end
        for meter in meters where meter.onset < end && changes.last?.value != meter.value { changes.append(meter) }
        guard changes.count > 1 else { return self }
        changes[0].onset = 0
        let ends = changes.dropFirst().map(\.onset) + [end]
        let lengths = zip(changes, ends).map { $1 - $0.onset }
        // The first of equally long ones.
        let longest = lengths.indices.max { (lengths[$0], -$0) < (lengths[$1], -$1) }!
        losses.append("the music in other meters than \(changes[longest].value)")
        return excerpt(changes[longest].onset..<ends[longest])
    }
}

import MuseMusic

extension Score {
    /// What `abc` tokens cannot represent of the score, one phrase each.
    ///
    /// - Parameter chosen: the index of the encoded part.
    func lossesInABC(ofPart chosen: Int, includesChordSymbols: Bool, includesOrnaments: Bool) -> [String] {
        let part = parts[chosen]
        var losses = lossesOfParts(otherThan: chosen)
        if part.voiceCount > 1 { losses.append("all voices but the first") }
        if !labels.isEmpty || !playOrder.isEmpty { losses.append("part labels") }
        if !includesChordSymbols, !chordSymbols.isEmpty { losses.append("chord symbols") }
        let marks = part.notes.lazy.map(\.marks).filter { !$0.isEmpty }
        if marks.contains(where: { $0.slurStarts + $0.slurEnds > 0 }) { losses.append("slurs") }
        if marks.contains(where: { !$0.lyrics.isEmpty }) { losses.append("lyrics") }
        if marks.contains(where: { !$0.annotations.isEmpty }) { losses.append("annotations") }
        if !includesOrnaments, marks.contains(where: { !$0.graces.isEmpty || !$0.decorations.isEmpty }) {
            losses.append("ornaments")
        }
        return losses + lossesOfPerformance(of: [part])
    }
}

import MuseMusic

extension Score {
    /// What `abc` tokens cannot represent of the score, one phrase each.
    func lossesInABC(includesChordSymbols: Bool, includesOrnaments: Bool) -> [String] {
        guard let part = parts.first else { return [] }
        var losses: [String] = []
        if parts.dropFirst().contains(where: { !$0.notes.isEmpty }) { losses.append("all parts but the first") }
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
        return losses
    }
}

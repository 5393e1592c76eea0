extension Model {
    /// Bits per note: -log₂ of the likelihood of all sequences, divided by their number of notes. Comparable between
    /// tokenizers.
    ///
    /// - Parameter noteCounts: number of notes in each sequence.
    /// - Returns: nil if there are no notes or the model lacks `likelihood`; infinite if a sequence is impossible.
    /// - Throws: an error of a plug-in.
    /// - Precondition: one count for each sequence.
    package func bitsPerNote(of sequences: [[TokenID]], noteCounts: [Int]) throws -> Double? {
        precondition(sequences.count == noteCounts.count, "\(noteCounts.count) counts, \(sequences.count) sequences")
        let notes = noteCounts.reduce(0, +)
        guard notes > 0, capabilities.contains(.likelihood) else { return nil }
        let total = try logLikelihoods(ofEach: sequences).reduce(0, +)
        return -total / ln2 / Double(notes)
    }
}

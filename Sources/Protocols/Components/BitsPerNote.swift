extension Model {
    /// Bits per note: -log₂ of the likelihood of the sequences, divided by their notes. Comparable between tokenizers.
    ///
    /// - Parameter noteCounts: of each sequence.
    /// - Returns: nil where there is no note and for models without `likelihood`; infinite where a sequence is
    ///   impossible.
    /// - Throws: an error of a plug-in.
    /// - Precondition: there are as many counts as sequences.
    package func bitsPerNote(of sequences: [[TokenID]], noteCounts: [Int]) throws -> Double? {
        precondition(sequences.count == noteCounts.count, "\(noteCounts.count) counts, \(sequences.count) sequences")
        let notes = noteCounts.reduce(0, +)
        guard notes > 0, capabilities.contains(.likelihood) else { return nil }
        let ln2 = 0.693_147_180_559_945_3
        let total = try logLikelihoods(ofEach: sequences).reduce(0, +)
        return -total / ln2 / Double(notes)
    }
}

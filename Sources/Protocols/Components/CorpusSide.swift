/// What a tune of a corpus is for: to learn from, to watch the fit by, or to measure at the end.
public enum CorpusSide: String, Sendable, CaseIterable {
    case training, validation, test
}

/// A part of a split: training, validation or test.
public enum CorpusSide: String, Codable, Sendable, CaseIterable {
    case training, validation, test
}

/// A measurement made while a model is fitted or fine-tuned, sent when it is made.
public enum FitMeasurement: Sendable, Equatable {
    case training(LearningCurve.Point)
    case fineTuning(TuningCurve.Point)
}

public import MuseProtocols

/// An event of a run, sent when it happens.
public enum RunEvent: Sendable {
    case began(RunStage)
    case progressed(RunProgress)
    /// The estimated total time of a stage, from the rate of its first seconds. Sent once, if it exceeds half a minute.
    case estimated(RunStage, total: Duration)
    case ended(RunStage, elapsed: Duration)
    /// The corpus was read, filtered and split.
    case readCorpus(CorpusSummary)
    /// Tunes of the corpus that the tokenizer cannot encode: their number, and the first one with the reason.
    case skippedTunes(count: Int, first: String)
    /// The loss after some steps of training, or a round of fine-tuning.
    case measured(FitMeasurement)
    case preparedModel(PreparedModel)
    case finishedTune(GeneratedTune)
    case wroteFile(path: String)
    /// Information for the user, such as the number of training steps that fit the budget.
    case remark(String)
    /// A probable mistake, with its place if it has one.
    case warning(Diagnostic)
}

/// A stage of a run.
public enum RunStage: String, Sendable, CaseIterable {
    case readingCorpus = "reading corpus"
    case fitting
    case fineTuning = "fine-tuning"
    case generating
    case evaluating
    case writing
}

/// The progress of a stage.
public struct RunProgress: Sendable {
    public let stage: RunStage
    /// The fraction of the stage that is done, from 0 to 1.
    public let share: Double
    /// A short status: `120 of 500 candidates`, `loss 1.83`.
    public let detail: String
    /// The time since the stage began in this process.
    public let elapsed: Duration
    /// The remaining time at the rate so far; nil until a rate is known.
    public let remaining: Duration?
    /// The rate so far; nil until it is known, and for stages whose `detail` has it.
    public let rate: WorkRate?
}

/// The speed of a stage.
public struct WorkRate: Sendable, Equatable {
    public let perSecond: Double
    /// What is counted, in the singular: `step`, `candidate`.
    public let unit: String
}

extension WorkRate: CustomStringConvertible {
    /// `120 steps/s`, `4.2 steps/s`, and for slow work `2.5 s/step`.
    public var description: String {
        func tenths(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
        if perSecond >= 10 { return "\(Int(perSecond.rounded())) \(unit)s/s" }
        return perSecond >= 1 ? "\(tenths(perSecond)) \(unit)s/s" : "\(tenths(1 / perSecond)) s/\(unit)"
    }
}

/// The size of a corpus after filtering and splitting.
public struct CorpusSummary: Sendable, Equatable {
    public let files: Int
    /// The number of tunes on each side of the split; of excerpts if tunes are cut into excerpts.
    public let training: Int
    public let validation: Int
    public let test: Int
    /// One line: `2 files, 412 tunes: 282 of another rhythm left out; 130 kept, 117 for training, 13 for validation`.
    public let description: String
}

/// A model that is ready to generate.
public struct PreparedModel: Sendable, Equatable {
    public enum Origin: Sendable, Equatable {
        /// Fitted in this run, to this number of tokens.
        case fitted(tokens: Int)
        /// Fitted in an earlier run and loaded from the cache.
        case cached
        /// A pretrained model, used without further training.
        case pretrained(folder: String)
        /// Fine-tuned in this run.
        case fineTuned
        /// Fine-tuned in an earlier run and loaded from the cache.
        case cachedFineTuned
    }

    public let origin: Origin
    /// Bits per note on the validation tunes; nil if unknown.
    public let bitsPerNote: Double?
    /// The duration of fitting or fine-tuning; nil if the model was not made in this run.
    public let elapsed: Duration?
    /// The cost per step on held-out data, as text; nil for tokenizers whose published figures are not per step.
    public let stepFigures: String?
}

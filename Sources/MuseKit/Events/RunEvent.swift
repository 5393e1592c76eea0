public import MuseProtocols

/// What happens during a run, as it happens.
public enum RunEvent: Sendable {
    case began(RunStage)
    case progressed(RunProgress)
    /// A stage that will take longer than half a minute: how long, at the rate of its first seconds. Sent once.
    case estimated(RunStage, total: Duration)
    case ended(RunStage, elapsed: Duration)
    /// The corpus was read, filtered and split.
    case readCorpus(CorpusSummary)
    /// Tunes of the corpus that the tokenizer cannot represent: how many, and the first with the reason.
    case skippedTunes(count: Int, first: String)
    case preparedModel(PreparedModel)
    case finishedTune(GeneratedTune)
    case wroteFile(path: String)
    /// Something a person may want to know, such as the number of training steps that fit the budget.
    case remark(String)
    /// Something that is probably not meant, with its place where there is one.
    case warning(Diagnostic)
}

/// A part of a run that takes time.
public enum RunStage: String, Sendable, CaseIterable {
    case readingCorpus = "reading corpus"
    case fitting
    case fineTuning = "fine-tuning"
    case generating
    case evaluating
    case writing
}

/// How far a stage has come.
public struct RunProgress: Sendable {
    public let stage: RunStage
    /// Of the whole stage, 0 to 1.
    public let share: Double
    /// `120 of 500 tunes`, `loss 1.83`.
    public let detail: String
    /// Since the stage began in this process.
    public let elapsed: Duration
    /// At the rate so far; nil before there is one.
    public let remaining: Duration?
}

/// What became of the tunes of a corpus.
public struct CorpusSummary: Sendable, Equatable {
    public let files: Int
    /// Tunes, or excerpts, by side of the split.
    public let training: Int
    public let validation: Int
    public let test: Int
    /// One line: `2 files, 412 tunes: 250 of another rhythm left out; 130 kept, 117 to learn from, 13 for validation`.
    public let description: String
}

/// A model that is ready to generate.
public struct PreparedModel: Sendable, Equatable {
    public enum Origin: Sendable, Equatable {
        /// Fitted in this run, to so many tokens.
        case fitted(tokens: Int)
        /// Fitted in an earlier run.
        case cached
        /// The model in a folder, used without further training.
        case pretrained(folder: String)
        /// Fine-tuned in this run.
        case fineTuned
        /// Fine-tuned in an earlier run.
        case fineTunedBefore
    }

    public let origin: Origin
    /// On the validation part; nil without one.
    public let bitsPerNote: Double?
    /// Of the stage that made the model; nil where none did.
    public let elapsed: Duration?
    /// Cost per step on held-out data, for tokenizers whose published figures are per step; nil for others.
    public let stepFigures: String?
}

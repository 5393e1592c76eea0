import MuseKit
import MuseProtocols
import MuseStorage

/// Shows the events of a run on standard error, and collects the paths of exported files for standard output.
final class TerminalObserver: Sendable {
    private struct State {
        var line = ProgressLine()
        var tuneCount = 0
        var paths: [String] = []
    }

    private let isQuiet: Bool
    /// The recipe's number of candidates per tune.
    private let bestOf: Int
    private let state = Monitor(State())

    init(isQuiet: Bool, bestOf: Int = 1) {
        self.isQuiet = isQuiet
        self.bestOf = bestOf
    }

    /// An observer that Ctrl-C cancels.
    var observer: RunObserver {
        RunObserver(observe: { self.show($0) }, isCancelled: { Interrupt.isRequested })
    }

    /// The paths of the exported files, in the order written.
    var paths: [String] { state.read(\.paths) }

    private func show(_ event: RunEvent) {
        state.change { state in
            switch event {
            case .finishedTune: state.tuneCount += 1
            case .wroteFile(let path): state.paths.append(path)
            default: break
            }
            if isQuiet { return }
            switch event {
            case .began: state.line.start()
            case .progressed(let progress): state.line.show(progress)
            case .estimated(let stage, let total):
                state.line.clear()
                Terminal.say("\(stage.rawValue): takes about \(ProgressLine.time(total))")
            case .ended(let stage, let elapsed):
                state.line.clear()
                if stage == .generating { Terminal.say(summary(state.tuneCount, elapsed)) }
            case .readCorpus(let corpus): Terminal.say("corpus: \(corpus.description)")
            case .skippedTunes(let count, let first):
                Terminal.say("tokens: \(count) tunes cannot be encoded; the first: \(printable(first))")
            case .preparedModel(let model):
                Terminal.say("model: \(Self.text(model))")
                model.stepFigures.map(Terminal.say)
            case .remark(let text): Terminal.say(text)
            case .warning(let warning): Terminal.say(warning.description)
            case .measured, .finishedTune, .wroteFile: break
            }
        }
    }

    private func summary(_ count: Int, _ elapsed: Duration) -> String {
        let candidates = bestOf > 1 ? ", the best of \(bestOf) each" : ""
        return "tunes: \(count) in \(ProgressLine.time(elapsed))\(candidates)"
    }

    private static func text(_ model: PreparedModel) -> String {
        let time = model.elapsed.map { " in \(ProgressLine.time($0))" } ?? ""
        let bits = model.bitsPerNote.map { ", \(TextTable.number($0)) bits per note on held-out tunes" } ?? ""
        return switch model.origin {
        case .fitted(tokens: 0): "made from the recipe"
        case .fitted(let tokens): "\(tokens) tokens\(time)\(bits)"
        case .cached: "loaded from the cache\(bits)"
        case .pretrained(let folder): "pretrained, \(folder)"
        case .fineTuned: "fine-tuned\(time)\(bits)"
        case .cachedFineTuned: "fine-tuned, loaded from the cache\(bits)"
        }
    }
}

import Foundation
import MuseKit
import MuseMusic
import MuseProtocols

/// Reads MIDI files and encodes them as event tokens, as MidiTok does.
struct Tokenizing: Sendable {
    private let tokenizer: any Tokenizer
    private let files: [String]

    init(_ type: String, _ files: [String]) throws {
        tokenizer = try Muse().tokenizer(type, setting: ["miditok_compatible": "true"])
        self.files = files
    }

    /// Reads and encodes all files, on all processors.
    func run() throws {
        var scores: [Score] = []
        try Muse().readMusic(files) { scores += try $0.file.get().scores }
        let (tokenizer, read) = (tokenizer, scores)
        let parts = 4 * ProcessInfo.processInfo.activeProcessorCount
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            for i in stride(from: part, to: read.count, by: parts) {
                guard (try? tokenizer.encode(read[i])) != nil else { preconditionFailure("file \(i)") }
            }
        }
    }
}

import Foundation
import MuseCorpus
import MuseImport
import MuseProtocols
import MuseTokenizers

/// A temporary folder with a made sample of a data set.
final class SampleFolder {
    let path: String

    init(_ files: [String: String] = [:], midi: [String: [UInt8]] = [:]) throws {
        path = NSTemporaryDirectory() + "muse-dataset-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(name, Array(text.utf8)) }
        for (name, bytes) in midi { try write(name, bytes) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func write(_ name: String, _ text: String) throws { try write(name, Array(text.utf8)) }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: "\(path)/\(name)") }

    /// The files that a layout reads, without the folder's name.
    func files(_ layout: DatasetLayout, in folder: String = "") throws -> [(name: String, entry: DatasetEntry)] {
        let folder = folder.isEmpty ? path : "\(path)/\(folder)"
        return try layout.files(in: folder).map { (String($0.path.dropFirst(path.count + 1)), $0.entry) }
    }

    func names(_ layout: DatasetLayout, in folder: String = "") throws -> [String] {
        try files(layout, in: folder).map(\.name)
    }

    /// The message about a folder, with the place in an index if there is one, without the folder's name.
    func complaint(_ layout: DatasetLayout, in folder: String = "") -> String {
        do {
            return "no complaint: \(try names(layout, in: folder))"
        } catch let mistake as DatasetMistake {
            return ((mistake.mark.map { "\($0.place): " } ?? "") + mistake.message).replacing(path + "/", with: "")
                .replacing(path, with: "SAMPLE")
        } catch {
            return "\(error)"
        }
    }

    func settings(_ layout: DatasetLayout, _ filter: HeaderFilter = HeaderFilter()) throws -> CorpusSettings {
        CorpusSettings(
            files: try layout.files(in: path).map { CorpusSettings.File(path: $0.path, entry: $0.entry) },
            filter: filter, validation: 0)
    }

    func corpus(_ layout: DatasetLayout, _ filter: HeaderFilter = HeaderFilter()) throws -> Corpus {
        try Corpus(
            settings(layout, filter), importers: .builtIn, random: RandomSource(seed: 1), files: CorpusFiles())
    }

    static func tokenizer(_ name: String, _ setting: [String: String] = [:]) throws -> any Tokenizer {
        let mark = SourceMark(source: SourceFile(name: "test", text: ""), line: 1, column: 1)
        let entries = ([("type", name)] + setting.sorted { $0.key < $1.key }).map {
            Node.Entry(key: $0.0, keyMark: mark, value: Node(.scalar($0.1, isPlain: true), at: mark))
        }
        return try Registry<any Tokenizer>.builtIn.make(Node(.map(entries), at: mark), path: "tokenizer")
    }

    func reader(
        _ layout: DatasetLayout, _ tokenizer: (any Tokenizer)? = nil, streams: Bool = false
    ) throws -> CorpusReader {
        CorpusReader(
            try settings(layout), files: CorpusFiles(), importers: .builtIn,
            tokenizer: try tokenizer ?? Self.tokenizer("abc"), random: RandomSource(seed: 1),
            cache: streams
                ? CorpusCache(folder: "\(path)/cache", corpus: { "" }, tokenizer: { "" }) : nil,
            memoryLimit: streams ? 0 : CorpusReader.memoryLimit)
    }
}

/// A Standard MIDI File of format 1, written by hand.
struct SampleMIDI {
    private var tracks: [[UInt8]] = []

    /// - Parameter tempos: microseconds a quarter from ticks on.
    init(tempos: [(tick: Int, quarter: Int)] = [(0, 500_000)], meter: [UInt8] = [4, 2, 24, 8]) {
        var events: [(tick: Int, bytes: [UInt8])] = [(0, [0xFF, 0x58, 4] + meter)]
        for tempo in tempos {
            let bytes = [16, 8, 0].map { UInt8(truncatingIfNeeded: tempo.quarter >> $0) }
            events.append((tempo.tick, [0xFF, 0x51, 3] + bytes))
        }
        add(events)
    }

    /// Adds a track of notes, at 480 ticks a quarter.
    mutating func add(
        _ name: String, notes: [(tick: Int, length: Int, key: UInt8)], channel: UInt8 = 0,
        others: [(tick: Int, bytes: [UInt8])] = []
    ) {
        var events: [(tick: Int, bytes: [UInt8])] = [(0, [0xFF, 0x03, UInt8(name.utf8.count)] + Array(name.utf8))]
        events += others
        for note in notes {
            events.append((note.tick + note.length, [0x80 | channel, note.key, 0]))
            events.append((note.tick, [0x90 | channel, note.key, 80]))
        }
        add(events)
    }

    private mutating func add(_ events: [(tick: Int, bytes: [UInt8])]) {
        var track: [UInt8] = []
        var time = 0
        // Notes end before others start at the same tick.
        func isStart(_ i: Int) -> Int { events[i].bytes[0] & 0xF0 == 0x90 ? 1 : 0 }
        for i in events.indices.sorted(by: { (events[$0].tick, isStart($0), $0) < (events[$1].tick, isStart($1), $1) })
        {
            let delta = events[i].tick - time
            time = events[i].tick
            track += [UInt8(0x80 | delta >> 14 & 0x7F), UInt8(0x80 | delta >> 7 & 0x7F), UInt8(delta & 0x7F)]
            track += events[i].bytes
        }
        track += [0, 0xFF, 0x2F, 0]
        tracks.append(track)
    }

    var bytes: [UInt8] {
        var bytes = Array("MThd".utf8) + [0, 0, 0, 6, 0, 1, 0, UInt8(tracks.count), 1, 0xE0]
        for track in tracks {
            bytes += Array("MTrk".utf8) + [0, 0, UInt8(track.count >> 8), UInt8(track.count & 0xFF)] + track
        }
        return bytes
    }

    /// Eighths of a scale from a key on.
    static func scale(from key: UInt8, name: String = "") -> [UInt8] {
        var midi = SampleMIDI()
        midi.add(name, notes: (0..<16).map { (tick: 240 * $0, length: 240, key: key + UInt8($0 % 8)) })
        return midi.bytes
    }
}

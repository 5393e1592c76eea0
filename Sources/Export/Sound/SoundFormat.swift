import MuseProcesses
import MuseProtocols

/// A format of sound files.
package enum SoundFormat: String, Sendable {
    case wav
    case flac
    case ogg

    /// As musicians call it.
    var formatName: String { self == .ogg ? "Ogg Vorbis" : rawValue.uppercased() }

    /// The program that encodes a WAV file; nil if it is left as it is.
    var encoder: ExternalProgram? {
        switch self {
        case .wav: nil
        case .flac: ExternalProgram("flac", package: "flac")
        case .ogg: ExternalProgram("oggenc", package: "vorbis-tools")
        }
    }

    /// The arguments of the encoder, which make the same bytes of the same sound and tags.
    func arguments(from wav: String, to path: String, tags: [(name: String, text: String)]) -> [String] {
        let tags = tags.map { "\($0.name)=\($0.text)" }
        switch self {
        case .wav: return []
        case .flac: return ["--silent", "--no-utf8-convert"] + tags.map { "--tag=\($0)" } + ["-o", path, wav]
        case .ogg:
            // Without a serial number, each run would choose another one.
            return ["--quiet", "--utf8", "--quality", "6", "--serial", "1"] + tags.flatMap { ["--comment", $0] }
                + ["--output", path, wav]
        }
    }
}

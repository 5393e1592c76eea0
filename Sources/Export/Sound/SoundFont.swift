import MusePlatform
import MuseProtocols
import MuseStorage

/// The instruments that fluidsynth plays: a file of recorded sounds.
package enum SoundFont {
    private static let folder = "/usr/share/sounds"

    /// The sound fonts of Debian's packages, the preferred one first.
    private static let names = ["sf2/FluidR3_GM.sf2", "sf2/default-GM.sf2", "sf3/default-GM.sf3", "sf2/TimGM6mb.sf2"]

    /// Returns the path of the installed sound font.
    ///
    /// - Throws: `MissingSoundFontError`.
    package static func installed(in folder: String = folder) throws -> String {
        guard
            let path = names.lazy.map({ name -> String in "\(folder)/\(name)" }).first(where: { access($0, R_OK) == 0 })
        else {
            throw MissingSoundFontError()
        }
        return path
    }

    /// What keeps a file from being used as a sound font; nil if nothing does.
    ///
    /// Source: SoundFont Technical Specification 2.04, section 4: a RIFF file of the form `sfbk`.
    package static func problem(with path: String) -> String? {
        guard let file = fopen(path, "r") else { return "\(FileError(path: path, code: errno))" }
        defer { fclose(file) }
        var start = [UInt8](repeating: 0, count: 12)
        let count = fread(&start, 1, 12, file)
        guard count == 12, start[..<4].elementsEqual("RIFF".utf8), start[8...].elementsEqual("sfbk".utf8) else {
            return "'\(printable(path))' is not a sound font (.sf2 or .sf3)"
        }
        return nil
    }
}

/// No sound font is installed.
package struct MissingSoundFontError: Error, Equatable, CustomStringConvertible {
    package var description: String {
        "no sound font is installed; Debian's packages fluid-soundfont-gm (better) and timgm6mb-soundfont (smaller) "
            + "contain one"
    }
}

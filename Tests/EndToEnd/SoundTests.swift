import Foundation
import Testing

/// The programs of the system that tests need.
enum Installed {
    static func has(_ programs: String...) -> Bool {
        programs.allSatisfy { FileManager.default.isExecutableFile(atPath: "/usr/bin/\($0)") }
    }
}

/// Sound files and `muse play`.
@Suite struct SoundTests {
    /// Two seconds: four quarters at 120.
    private static let scale = "X:1\nT:Scale\nM:4/4\nL:1/4\nQ:1/4=120\nK:C\nCDEF|]\n"

    private static let fakeSynthesizer = """
        #!/bin/sh
        touch "$STARTED"
        exec sleep 60
        """

    @Test(.enabled(if: Installed.has("fluidsynth", "flac", "oggenc")))
    func soundFilesAreTheSameEachTime() throws {
        let folder = try Folder(["a.abc": Self.scale])
        for name in ["a.wav", "a.flac", "a.ogg"] {
            let convert = try folder.muse("convert", "a.abc", name)
            #expect(convert.code == 0 && convert.errors == "", "\(convert.errors)")
            let first = try folder.bytes(name)
            #expect(try folder.muse("convert", "a.abc", name).code == 0)
            #expect(try folder.bytes(name) == first)
        }
        // 44 100 frames of 4 bytes a second. The last note rings for less than a second and a half.
        let size = try folder.bytes("a.wav").count
        #expect((2 * 176_400...617_400).contains(size))
        #expect(try folder.bytes("a.flac").starts(with: Array("fLaC".utf8)))
        #expect(try folder.bytes("a.ogg").starts(with: Array("OggS".utf8)))
    }

    @Test(.enabled(if: Installed.has("fluidsynth")))
    func theSettingsOfMIDIAreThoseOfSound() throws {
        let folder = try Folder(["a.abc": Self.scale])
        let slow = "{type: wav, tempo: 60, sample_rate: 22050, reverb: false}"
        #expect(try folder.muse("convert", "a.abc", "a.wav", "--exporter", slow).code == 0)
        // Four seconds at half the rate.
        #expect((4 * 88_200...485_100).contains(try folder.bytes("a.wav").count))
    }

    @Test func aFileThatIsNoSoundFontIsAMistakeOfTheRecipe() throws {
        let folder = try Folder(["a.abc": Self.scale, "b.sf2": "no font"])
        let convert = try folder.muse("convert", "a.abc", "a.wav", "--exporter", "{type: wav, soundfont: b.sf2}")
        #expect(convert.code == 65)
        #expect(convert.errors.contains("exporter.soundfont: 'b.sf2' is not a sound font (.sf2 or .sf3)"))
        let missing = try folder.muse("convert", "a.abc", "a.wav", "--exporter", "{type: wav, soundfont: c.sf2}")
        #expect(missing.errors.contains("c.sf2: No such file or directory"))
        #expect(try folder.files() == ["a.abc", "b.sf2"])
    }

    @Test func aMissingProgramIsNamedOnceWithItsPackage() throws {
        let folder = try Folder(["a.abc": tunebook])
        for (ending, program, package) in [("wav", "fluidsynth", "fluidsynth"), ("svg", "abcm2ps", "abcm2ps")] {
            let convert = try folder.shell("PATH=/nowhere \"$MUSE\" convert --quiet a.abc '{n}.\(ending)'")
            #expect(convert.code == 74)
            #expect(
                convert.errors
                    == "error: the program \(program) is not installed; Debian's package \(package) contains it\n")
        }
        let play = try folder.shell("PATH=/nowhere \"$MUSE\" play --tune 1 a.abc")
        #expect(play.code == 74 && play.errors.contains("Debian's package fluidsynth"))
        #expect(try folder.files() == ["a.abc"])
    }

    /// fluidsynth succeeds on a full disk.
    @Test func soundThatIsCutOffIsAnError() throws {
        let short = "#!/bin/sh\nwhile [ \"$1\" != -F ]; do shift; done\nprintf 12345678 >\"$2\"\n"
        let folder = try Folder(["a.abc": Self.scale, "a.sf2": "RIFF    sfbk", "bin/fluidsynth": short])
        let convert = try folder.shell(
            """
            chmod +x bin/fluidsynth
            PATH="$PWD/bin:$PATH" "$MUSE" convert a.abc a.wav --exporter '{type: wav, soundfont: a.sf2}'
            """)
        #expect(convert.code == 74)
        #expect(convert.errors.hasSuffix("tune.raw: fluidsynth has written 0 of 2 seconds\n"), "\(convert.errors)")
        #expect(try folder.files() == ["a.abc", "a.sf2", "bin/fluidsynth"])
    }

    @Test func aRunWritesEverythingElseFirst() throws {
        let folder = try Folder.withRecipe()
        let exports = "export=[{type: wav}, {type: pdf}, {type: abc, path: a.abc}]"
        let run = try folder.shell("PATH=/nowhere \"$MUSE\" run jig.yaml --quiet --count 2 --out a --set '\(exports)'")
        #expect(run.code == 74)
        #expect(run.output == "a/a.abc\na/index.html\n")
        #expect(
            run.errors.hasSuffix(
                "error: the program fluidsynth is not installed; Debian's package fluidsynth contains it\n"))
        let files = try folder.files("a")
        #expect(files.contains("a.abc") && files.contains("metrics.jsonl") && files.contains("recipe.lock.yaml"))
        #expect(!files.contains { $0.hasSuffix("wav") || $0.hasSuffix("pdf") || $0.contains("tmp") })
    }

    /// Before a long run, not after it.
    @Test func theCheckWarnsOfMissingPrograms() throws {
        let folder = try Folder.withRecipe()
        try folder.write("print.yaml", "extends: jig.yaml\nexport: [{type: abc}, {type: pdf}]\n")
        let check = try folder.shell("PATH=/nowhere \"$MUSE\" check print.yaml")
        #expect(check.code == 0)
        #expect(
            check.errors.hasPrefix(
                """
                print.yaml:2:23: warning: export[1]: the program abcm2ps is not installed; Debian's package abcm2ps contains \
                it; everything else will be written
                """), "\(check.errors)")
    }

    /// A lock is in another folder than its recipe.
    @Test func theLockNamesTheSoundFontFromItsOwnFolder() throws {
        let folder = try Folder.withRecipe()
        try folder.write("fonts/a.sf2", "RIFF    sfbk")
        try folder.write("sound.yaml", "extends: jig.yaml\nexport: [{type: wav, soundfont: fonts/a.sf2}]\n")
        let run = try folder.shell("PATH=/nowhere \"$MUSE\" run sound.yaml --quiet --count 1 --out a")
        #expect(run.code == 74)
        #expect(try folder.text("a/recipe.lock.yaml").contains("soundfont: ../fonts/a.sf2\n"))
        #expect(try folder.muse("check", "a/recipe.lock.yaml").code == 0)
        #expect(try folder.muse("check", "sound.yaml", "--resolved").output.contains("soundfont: fonts/a.sf2"))
    }

    /// The programs run apart from the terminal, which does not send them signals.
    @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
    func aSignalEndsTheProgramAndLeavesNoFile(_ signal: Int32, _ code: Int32) throws {
        for command in ["convert a.abc a.wav", "play a.abc"] {
            let folder = try Folder(["a.abc": Self.scale, "bin/fluidsynth": Self.fakeSynthesizer, "tmp/kept": ""])
            #expect(try folder.shell("chmod +x bin/fluidsynth").code == 0)
            // A font that is installed may be missing; the program does not read it.
            let font = "RIFF    sfbk"
            try folder.write("a.sf2", font)
            let option = command.hasPrefix("play") ? "--soundfont a.sf2" : "--exporter '{type: wav, soundfont: a.sf2}'"
            let muse = try folder.startShell(
                """
                export STARTED="$PWD/started" TMPDIR="$PWD/tmp" PATH="$PWD/bin:$PATH"
                exec "$MUSE" \(command) \(option)
                """)
            var waited = 0
            while try !folder.files().contains("started"), waited < 30_000 {
                usleep(10_000)
                waited += 10
            }
            muse.send(signal)
            let result = try muse.result()
            #expect(result.code == code)
            #expect(result.errors == "interrupted\n")
            #expect(folder.processes.isEmpty)
            #expect(try folder.files() == ["a.abc", "a.sf2", "bin/fluidsynth", "started", "tmp/kept"])
        }
    }

    @Test func withoutASoundDeviceOtherWaysAreNamed() throws {
        let failing = """
            #!/bin/sh
            echo "Failed to create the audio driver. Giving up." >&2
            exit 255
            """
        let folder = try Folder(["a.abc": Self.scale, "a.sf2": "RIFF    sfbk", "bin/fluidsynth": failing])
        let play = try folder.shell(
            "chmod +x bin/fluidsynth; PATH=\"$PWD/bin:$PATH\" \"$MUSE\" play a.abc --soundfont a.sf2")
        #expect(play.code == 74)
        #expect(play.errors.contains("no sound device") && play.errors.contains("muse convert FILE OUT.wav"))
    }

    @Test func playTellsWhichTuneItPlays() throws {
        let playing = "#!/bin/sh\nexit 0\n"
        let folder = try Folder(["a.abc": tunebook, "a.sf2": "RIFF    sfbk", "bin/fluidsynth": playing])
        let start = "chmod +x bin/fluidsynth; PATH=\"$PWD/bin:$PATH\" \"$MUSE\" play a.abc --soundfont a.sf2 --tune"
        let play = try folder.shell("\(start) 3")
        #expect(play.code == 0 && play.errors == "3 of 8: Haste to the Wedding\n", "\(play.errors)")
        for number in [9, 0, Int.min] {
            let wrong = try folder.shell("\(start)=\(number)")
            #expect(
                wrong.code == 64 && wrong.errors == "error: --tune \(number): 'a.abc' has 8 tunes\n", "\(wrong.errors)")
        }
    }

    /// Only the first track is longer, so that the last notes ring.
    @Test func playHasTheTracksOfTheMIDIExporter() throws {
        let copying = "#!/bin/sh\nfor last; do :; done\ncp \"$last\" \"$PLAYED\"\n"
        let tune = "X:1\nT:Scale\nM:4/4\nL:1/8\nK:C\n\"C\"CDEF GABc|]\n"
        let folder = try Folder(["a.abc": tune, "a.sf2": "RIFF    sfbk", "bin/fluidsynth": copying])
        let play = try folder.shell(
            """
            chmod +x bin/fluidsynth
            export PLAYED="$PWD/played.mid" PATH="$PWD/bin:$PATH"
            exec "$MUSE" play a.abc --soundfont a.sf2 --chords --swing 0.5
            """)
        #expect(play.code == 0, "\(play.errors)")
        let exporter = "{type: midi, chords: true, swing: 0.5}"
        #expect(try folder.muse("convert", "a.abc", "a.mid", "--quiet", "--exporter", exporter).code == 0)
        let written = [UInt8](try folder.bytes("a.mid"))
        let end = 22 + written[18..<22].reduce(0) { $0 << 8 | Int($1) }
        let tracks = written[end...]
        #expect(tracks.starts(with: Array("MTrk".utf8)))
        #expect(try folder.bytes("played.mid").suffix(tracks.count).elementsEqual(tracks))
    }
}

import ArgumentParser
import MuseKit
import MuseMusic
import MuseProtocols
import MuseStorage

struct PlayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play", abstract: "Plays a music file on the sound device.",
        discussion: """
            All tunes of the file are played in order, or those chosen with --tune. Ctrl-C ends it. The program \
            fluidsynth plays, with a sound font; 'muse convert FILE OUT.wav' writes a sound file with the same sound.
            """)

    @Argument(help: "The file to play; - for standard input.") var file: String
    @Option(help: ArgumentHelp("Plays only this tune: its number in the file, counted from 1.", valueName: "n"))
    var tune: [Int] = []
    @Option(help: "Plays with this sound font, a .sf2 or .sf3 file.") var soundfont: String?
    @Flag(help: "Also plays the chord symbols.") var chords = false
    @Option(help: ArgumentHelp("Lengthens the first of two even eighths: 0 to 1.", valueName: "amount"))
    var swing = 0.0
    @OptionGroup var reading: ReadingOptions
    @OptionGroup(title: "Changes") var changes: ChangeOptions
    @OptionGroup var plugins: PluginOptions

    func validate() throws {
        if !(0...1).contains(swing) { throw ValidationError("--swing must be a number from 0 to 1.") }
    }

    func run() throws {
        let muse = try Muse.installed(plugins.observer())
        let edits = try changes.edits()
        var failures = FileFailures(fileCount: 1)
        var tunes: [FileTune] = []
        try muse.readMusic([file], importer: reading.importer) { tunes += try failures.tunes(of: $0) }
        try failures.end()
        for number in tune where number < 1 || number > tunes.count {
            let count = tunes.count == 1 ? "1 tune" : "\(tunes.count) tunes"
            throw MuseError.use("--tune \(number): '\(printable(file))' has \(count)")
        }
        // fluidsynth runs apart from the terminal, so that a signal has to be passed on.
        Interrupt.listen()
        for (i, tune) in tunes.enumerated() where self.tune.isEmpty || self.tune.contains(i + 1) {
            if Interrupt.isRequested { throw CancellationError() }
            let title = tune.score.header.title
            if tunes.count > 1 { Terminal.say("\(i + 1) of \(tunes.count): \(printable(title))") }
            try muse.play(
                edits.applied(to: tune), soundFont: soundfont, playsChords: chords, swing: swing,
                isCancelled: { Interrupt.isRequested })
        }
    }
}

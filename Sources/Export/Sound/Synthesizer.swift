import MuseProcesses
import MuseProtocols
import MuseStorage

/// Plays MIDI files with the program fluidsynth and a sound font.
package struct Synthesizer: Sendable {
    /// The path of the sound font; nil for the one that is installed.
    var soundFont: String?
    /// The factor of the volume; nil for the largest without clipping in files, and for 0.6 on the sound device.
    var gain: Double?
    /// Frames per second.
    var sampleRate = 44_100
    var hasReverb = true
    var hasChorus = false

    package init(soundFont: String? = nil, gain: Double? = nil) {
        self.soundFont = soundFont
        self.gain = gain
    }

    private static let program = ExternalProgram("fluidsynth", package: "fluidsynth")
    /// The longest music that is written as a file, of which 16-bit stereo sound needs 0.7 GB.
    private static let longest = 3600.0

    /// The program or the sound font that is missing; nil if neither is.
    var obstacle: String? {
        if let obstacle = Self.program.obstacle { return obstacle }
        do { _ = try font() } catch { return "\(error)" }
        return nil
    }

    /// Renders a MIDI file as a WAV file.
    ///
    /// - Parameters:
    ///   - midi: as `MIDIExporter` writes it.
    ///   - folder: where the file is made.
    ///   - hasNotes: whether silence is a mistake.
    /// - Returns: the path of the file.
    /// - Throws: `MissingProgramError`; `MissingSoundFontError`; `ProgramError`; `ExportError` for music that is too
    ///   long, or that gives no sound; `FileError`; `CancellationError`.
    func wav(
        _ midi: [UInt8], in folder: ScratchFolder, hasNotes: Bool, isCancelled: @escaping @Sendable () -> Bool
    ) throws -> String {
        let ringing = try RingingMIDI(midi)
        guard ringing.seconds <= Self.longest else {
            throw ExportError(
                "the music lasts \(Int(ringing.seconds / 60)) minutes; sound files hold at most "
                    + "\(Int(Self.longest / 60))")
        }
        let (tune, raw, wav) = (folder.path("tune.mid"), folder.path("tune.raw"), folder.path("tune.wav"))
        try AtomicFile.write(ringing.bytes, to: tune)
        // In file mode fluidsynth keeps time by samples, so that the sound does not depend on the machine's speed.
        try Self.program.run(
            options(gain: 1) + ["-r", "\(sampleRate)", "-T", "raw", "-O", "float", "-E", "little", "-F", raw]
                + [try font(), tune], in: folder.path, isCancelled: isCancelled)
        let sound = try RenderedSound(raw)
        let rendered = Double(sound.frames) / Double(sampleRate)
        // fluidsynth does not fail if the disk is full.
        guard rendered >= ringing.seconds else {
            throw FileError(
                path: raw,
                reason: "fluidsynth has written \(Int(rendered)) of \(Int(ringing.seconds.rounded(.up))) seconds")
        }
        guard sound.peak > 0 || !hasNotes else {
            throw ExportError("the sound font '\(printable(try font()))' has no sound for these notes")
        }
        // 1 dB below full scale, because players that convert the rate overshoot.
        let largest = sound.peak > 0 ? 0.891 / sound.peak : 1
        try sound.writeWAV(to: wav, gain: gain.map { Float($0) } ?? largest, rate: sampleRate)
        return wav
    }

    /// Plays a MIDI file on the sound device, and returns when it ends.
    ///
    /// - Throws: `MissingProgramError`; `MissingSoundFontError`; `MissingSoundDeviceError`; `ProgramError`;
    ///   `ExportError`; `FileError`; `CancellationError`.
    package func play(_ midi: [UInt8], isCancelled: @escaping @Sendable () -> Bool) throws {
        let folder = try ScratchFolder()
        let tune = folder.path("tune.mid")
        try AtomicFile.write(RingingMIDI(midi).bytes, to: tune)
        let arguments = options(gain: gain ?? 0.6)
        let files = [try font(), tune]
        for driver in Self.drivers {
            do {
                try Self.program.run(arguments + driver + files, in: folder.path, isCancelled: isCancelled)
                return
            } catch let error as ProgramError where error.description.contains("audio driver") {
                continue
            }
        }
        throw MissingSoundDeviceError()
    }

    /// PulseAudio's interface, which PipeWire has too, mixes the sounds of several programs; without it ALSA.
    #if os(Linux)
        private static let drivers = [["-a", "pulseaudio"], ["-a", "alsa"]]
    #else
        private static let drivers: [[String]] = [[]]
    #endif

    /// The options of all calls: no MIDI input, no shell, no file of settings.
    private func options(gain: Double) -> [String] {
        [
            "-n", "-i", "-q", "-f", "/dev/null", "-R", hasReverb ? "1" : "0", "-C", hasChorus ? "1" : "0",
            "-g", "\(gain)", "-o", "synth.dynamic-sample-loading=1",
        ]
    }

    private func font() throws -> String { try soundFont ?? SoundFont.installed() }
}

/// No sound device can be used.
package struct MissingSoundDeviceError: Error, Equatable, CustomStringConvertible {
    package var description: String {
        "no sound device can be used; write a sound file with 'muse convert FILE OUT.wav', or open the tune's page with "
            + "'muse show FILE'"
    }
}

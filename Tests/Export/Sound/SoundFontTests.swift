import Foundation
import MuseExport
import MuseMusic
import Testing

@Suite struct SoundFontTests {
    @Test func theBestInstalledFontIsChosen() throws {
        let folder = NSTemporaryDirectory() + "muse-fonts-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(throws: MissingSoundFontError.self) { try SoundFont.installed(in: folder) }
        try FileManager.default.createDirectory(atPath: "\(folder)/sf2", withIntermediateDirectories: true)
        for name in ["TimGM6mb.sf2", "default-GM.sf2", "FluidR3_GM.sf2"] {
            try Data().write(to: URL(fileURLWithPath: "\(folder)/sf2/\(name)"))
            #expect(try SoundFont.installed(in: folder) == "\(folder)/sf2/\(name)")
        }
    }

    @Test func partsBeyondTheChannelsLoseTheirInstruments() {
        var score = Score()
        score.parts = [Part](repeating: Part(), count: 15) + [Part(isDrums: true)]
        #expect(SoundExporter(.wav).losses(of: [score]) == [[]])
        score.parts.append(Part())
        #expect(SoundExporter(.wav).losses(of: [score]) == [["instruments of parts after the fifteenth"]])
    }
}

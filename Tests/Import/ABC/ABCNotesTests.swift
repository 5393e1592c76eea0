import MuseImport
import MuseProtocols
import Testing

@Test func aScaleInDHasItsSharps() {
    let tunes = ABCImporter().read(Array("X:1\nL:1/4\nM:4/4\nK:D\nDEFG|ABcd|]\n".utf8), name: "t.abc").tunes
    #expect(tunes.count == 1)
    #expect(tunes[0].score.parts[0].notes.map(\.pitch.midi) == [62, 64, 66, 67, 69, 71, 73, 74])
    #expect(tunes[0].score.barlines.map(\.onset) == [40_320, 80_640])
}

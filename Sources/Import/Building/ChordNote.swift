package import MuseMusic

/// A note of a chord to be placed in a voice.
package struct ChordNote {
    package var pitch: Pitch
    package var ticks: Int

    package init(_ pitch: Pitch, ticks: Int) {
        self.pitch = pitch
        self.ticks = ticks
    }
}

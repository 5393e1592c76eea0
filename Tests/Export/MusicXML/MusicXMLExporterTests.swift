import MuseExport
import MuseMusic
import MuseProtocols
import Testing

@Suite struct MusicXMLExporterTests {
    @Test func aCompleteFileIsAsWrittenByHand() throws {
        var tune = Tune(Meter(3, 4), key: Key(PitchClass(step: 4), .major))
        tune.score.header.titles = ["A & B"]
        tune.score.header.composers = ["Anon"]
        tune.notes("G4 F#4", 2)
        tune.rest(2)
        tune.bar(.final)
        let run = Provenance(recipe: "r", seed: 7, hash: "ab", version: "1")
        let bytes = try MusicXMLExporter().write([tune.score], provenance: run)
        #expect(
            String(decoding: bytes, as: UTF8.self) == """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE score-partwise
                PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN"
                       "http://www.musicxml.org/dtds/partwise.dtd">
                <score-partwise version="4.0">
                 <work>
                  <work-title>A &amp; B</work-title>
                 </work>
                 <movement-title>A &amp; B</movement-title>
                 <identification>
                  <creator type="composer">Anon</creator>
                  <encoding>
                   <software>muse 1</software>
                   <supports element="accidental" type="yes"/>
                   <supports element="beam" type="yes"/>
                  </encoding>
                  <miscellaneous>
                   <miscellaneous-field name="provenance">muse 1 r seed 7 ab</miscellaneous-field>
                  </miscellaneous>
                 </identification>
                 <part-list>
                  <score-part id="P1">
                   <part-name></part-name>
                   <score-instrument id="P1-I1">
                    <instrument-name></instrument-name>
                   </score-instrument>
                   <midi-instrument id="P1-I1">
                    <midi-program>1</midi-program>
                   </midi-instrument>
                  </score-part>
                 </part-list>
                 <part id="P1">
                  <measure number="1">
                   <attributes>
                    <divisions>1</divisions>
                    <key>
                     <fifths>1</fifths>
                     <mode>major</mode>
                    </key>
                    <time>
                     <beats>3</beats>
                     <beat-type>4</beat-type>
                    </time>
                    <clef>
                     <sign>G</sign>
                     <line>2</line>
                    </clef>
                   </attributes>
                   <note>
                    <pitch>
                     <step>G</step>
                     <octave>4</octave>
                    </pitch>
                    <duration>1</duration>
                    <voice>1</voice>
                    <type>quarter</type>
                   </note>
                   <note>
                    <pitch>
                     <step>F</step>
                     <alter>1</alter>
                     <octave>4</octave>
                    </pitch>
                    <duration>1</duration>
                    <voice>1</voice>
                    <type>quarter</type>
                   </note>
                   <note>
                    <rest/>
                    <duration>1</duration>
                    <voice>1</voice>
                    <type>quarter</type>
                   </note>
                   <barline location="right">
                    <bar-style>light-heavy</bar-style>
                   </barline>
                  </measure>
                 </part>
                </score-partwise>

                """)
    }
}

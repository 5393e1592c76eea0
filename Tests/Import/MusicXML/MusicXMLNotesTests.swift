import MuseImport
import MuseMusic
import MuseProtocols
import Testing

/// Notes, chords, voices, ties, tuplets and grace notes.
@Suite struct MusicXMLNotesTests {
    @Test func voicesStartWhereBackupAndForwardLead() {
        let read = readXML(
            xmlNote("C5", 4) + xmlNote("D5", 4) + backup(8) + forward(2) + xmlNote("E4", 2, voice: "2"))
        #expect(read.eighths() == ["0 4 C5", "2 2 E4", "4 4 D5"])
        #expect(read.score.parts[0].notes.map(\.voice) == [0, 1, 0])
        #expect(read.messages.isEmpty)
    }

    @Test func theNextMeasureStartsAtTheFurthestPosition() {
        let read = readXML(xmlNote("C4", 8) + backup(6), xmlNote("D4", 8))
        #expect(read.eighths() == ["0 8 C4", "8 8 D4"])
    }

    @Test func overlappingNotesOfAVoiceAreDivided() {
        let read = readXML(xmlNote("C5", 8) + backup(8) + xmlNote("C4", 4) + xmlNote("D4", 4))
        #expect(read.eighths() == ["0 8 C5", "0 4 C4", "4 4 D4"])
        #expect(read.score.parts[0].notes.map(\.voice) == [0, 1, 1])
    }

    @Test func chordNotesMayBeShorterThanTheFirst() {
        let read = readXML(xmlNote("C4", 4) + xmlNote("E4", 2, before: "<chord/>") + xmlNote("F4", 4))
        #expect(read.eighths() == ["0 4 C4", "0 2 E4", "4 4 F4"])
        #expect(read.score.parts[0].elements()[0].notes.count == 2)
    }

    @Test func durationsFollowTheDivisionsInForce() {
        let change = "<attributes><divisions>0.5</divisions></attributes>"
        let read = readXML(xmlNote("C4", 4) + change + xmlNote("D4", 1))
        #expect(read.eighths() == ["0 4 C4", "4 4 D4"])
        #expect(
            readXML("<attributes><divisions>3</divisions></attributes>" + xmlNote("C4", 1)).eighths() == ["0 0.66 C4"])
    }

    @Test func gapsOfTheFirstVoiceAreInvisibleRests() {
        let read = readXML(forward(2) + xmlNote("C4", 4) + backup(6) + xmlNote("C3", 8, voice: "2"))
        #expect(read.score.parts[0].rests.map { [$0.onset, $0.duration] } == [[0, 10_080], [30_240, 10_080]])
        #expect(read.score.parts[0].rests.allSatisfy { !$0.isVisible && $0.voice == 0 })
    }

    @Test func tiesNeedASecondNote() {
        let start = #"<tie type="start"/>"#
        let stop = #"<tie type="stop"/>"#
        let read = readXML(
            xmlNote("C4", 2, after: start) + xmlNote("C4", 2, after: stop + start) + xmlNote("C4", 2, after: stop)
                + xmlNote("D4", 1, after: start) + xmlNote("D4", 1))
        #expect(read.eighths() == ["0 2 C4~", "2 2 C4~", "4 2 C4", "6 1 D4", "7 1 D4"])
        #expect(read.problems.map { $0.hasSuffix("warning") } == [true])
    }

    @Test func tiesBeforeARepeatMayLeadBack() {
        let repeatSign = #"<barline location="right"><repeat direction="backward"/></barline>"#
        let read = readXML(xmlNote("C4", 4) + xmlNote("D4", 4, after: #"<tie type="start"/>"#) + repeatSign)
        #expect(read.eighths() == ["0 4 C4", "4 4 D4~"])
        #expect(read.messages.isEmpty)
    }

    @Test func bracketsGroupTuplets() {
        let ratio =
            "<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes></time-modification>"
        func bracket(_ type: String) -> String { "\(ratio)<notations><tuplet type=\"\(type)\"/></notations>" }
        let divisions = "<attributes><divisions>3</divisions></attributes>"
        let read = readXML(
            divisions + xmlNote("C4", 2, after: bracket("start")) + xmlNote("D4", 1, after: bracket("stop"))
                + xmlNote("E4", 1, after: ratio) + xmlNote("F4", 1, after: ratio) + xmlNote("G4", 1, after: ratio)
                + xmlNote("A4", 1, after: ratio) + xmlNote("B4", 1, after: ratio) + xmlNote("C5", 1, after: ratio))
        let tuplets = read.score.parts[0].notes.map(\.tuplet)
        let triplet = { Tuplet(actual: 3, normal: 2, index: $0, count: 3) }
        #expect(
            tuplets == [
                Tuplet(actual: 3, normal: 2, index: 0, count: 2), Tuplet(actual: 3, normal: 2, index: 1, count: 2),
                triplet(0), triplet(1), triplet(2), triplet(0), triplet(1), triplet(2),
            ])
    }

    @Test func nestedTupletsHaveTheProductOfTheRatios() {
        func ratio(_ actual: Int, _ normal: Int, _ notations: String = "") -> String {
            "<time-modification><actual-notes>\(actual)</actual-notes><normal-notes>\(normal)</normal-notes>"
                + "</time-modification><notations>\(notations)</notations>"
        }
        // A triplet of quarters, whose second quarter is a triplet of eighths.
        let read = readXML(
            "<attributes><divisions>9</divisions></attributes>"
                + xmlNote("C4", 6, after: ratio(3, 2, #"<tuplet type="start" number="1"/>"#))
                + xmlNote("D4", 2, after: ratio(9, 4, #"<tuplet type="start" number="2"/>"#))
                + xmlNote("E4", 2, after: ratio(9, 4))
                + xmlNote("F4", 2, after: ratio(9, 4, #"<tuplet type="stop" number="2"/>"#))
                + xmlNote("G4", 6, after: ratio(3, 2, #"<tuplet type="stop" number="1"/>"#)))
        #expect(read.score.parts[0].notes.map(\.duration) == [6720, 2240, 2240, 2240, 6720])
        #expect(read.score.parts[0].notes.map { $0.tuplet?.actual } == [3, 9, 9, 9, 3])
        #expect(read.score.parts[0].notes.map { $0.tuplet?.count } == [1, 3, 3, 3, 1])
        #expect(read.messages.count { $0.contains("nested tuplets") } == 1)
    }

    @Test func graceNotesBelongToTheNextNoteOfTheirVoice() {
        let grace = xmlNote("D5", 0, before: #"<grace slash="yes"/>"#, after: "<type>16th</type>")
        let read = readXML(grace + xmlNote("C5", 8) + grace.replacing("D</step>", with: "E</step>"), xmlNote("C5", 8))
        let graces = read.score.parts[0].notes.map(\.marks.graces)
        #expect(graces.map { $0.notes.map(\.pitch.description) } == [["D5"], ["E5"]])
        #expect(graces[0].notes[0].duration == 2520 && graces[0].isAcciaccatura)
        #expect(read.messages.isEmpty)
    }

    @Test func slursAreMatchedByNumber() {
        func slur(_ type: String, _ number: Int, _ line: String = "solid") -> String {
            "<slur type=\"\(type)\" number=\"\(number)\" line-type=\"\(line)\"/>"
        }
        func notations(_ slurs: String...) -> String { "<notations>\(slurs.joined())</notations>" }
        let read = readXML(
            xmlNote("C4", 2, after: notations(slur("start", 1, "dotted"), slur("start", 2)))
                + xmlNote("D4", 2, after: notations(slur("stop", 2)))
                + xmlNote("E4", 2, after: notations(slur("stop", 1), slur("start", 1))) + xmlNote("F4", 2))
        #expect(read.score.parts[0].notes.map(\.marks.slurStarts) == [2, 0, 0, 0])
        #expect(read.score.parts[0].notes.map(\.marks.dottedSlurStarts) == [1, 0, 0, 0])
        #expect(read.score.parts[0].notes.map(\.marks.slurEnds) == [0, 1, 1, 0])
        #expect(read.messages == ["part P1: slur without an end; ignored"])
    }

    @Test func microtonesKeepTheirFraction() {
        func note(_ alter: String) -> String { xmlNote("C#4", 1).replacing("<alter>1<", with: "<alter>\(alter)<") }
        let read = readXML(note("0.5") + note("-0.5") + note("-1.5") + note("3"))
        #expect(read.score.parts[0].notes.map(\.pitch.midi) == [61, 60, 59, 63])
        #expect(read.score.parts[0].notes.map(\.pitch.cents) == [-50, -50, -50, 0])
        #expect(read.messages.count == 1)
    }

    @Test func signsBecomeDecorations() {
        let notations =
            "<notations><fermata/><ornaments><trill-mark/></ornaments><technical><up-bow/></technical>"
            + "<articulations><staccato/><doit/></articulations></notations>"
        let read = readXML(xmlNote("C4", 8, after: notations))
        #expect(read.score.parts[0].notes[0].marks.decorations == ["fermata", "trill", "upbow", "staccato"])
        #expect(read.messages.count == 1 && read.messages[0].contains("<doit>"))
    }
}

extension String {
    /// Returns the text with another one in place of each occurrence of a text.
    fileprivate func replacing(_ old: String, with new: String) -> String {
        split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }
}

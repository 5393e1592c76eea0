import Foundation
import Testing

/// `index.html` of a run, and `muse show`.
@Suite struct PageTests {
    @Test func aRunWritesItsPageLast() throws {
        let folder = try Folder.withRecipe()
        let run = try folder.muse("run", "jig.yaml", "--out", "a")
        #expect(run.code == 0 && run.lines.last == "a/index.html", "\(run.errors)")
        let page = try folder.text("a/index.html")
        #expect(page.contains("<h2 id=\"title-3\">Jigs 3</h2>"))
        // Its rules and its recipe.
        #expect(page.contains("<th scope=\"row\">ends_on_tonic</th>"))
        #expect(page.contains("data-name=\"recipe.lock.yaml\""))
        let again = try folder.muse("run", "jig.yaml", "--out", "b", "--quiet")
        #expect(try again.code == 0 && folder.bytes("a/index.html") == folder.bytes("b/index.html"))
    }

    @Test func noPageLeavesItOut() throws {
        let folder = try Folder.withRecipe()
        let run = try folder.muse("run", "jig.yaml", "--out", "a", "--no-page")
        #expect(run.code == 0 && run.lines.last == "a/jig-3.musicxml")
        #expect(try !folder.files("a").contains("index.html"))
    }

    @Test func withoutTheEngraverThePageSaysSo() throws {
        let folder = try Folder(["tunes.abc": tunebook])
        let run = try folder.shell("PATH=/nowhere \"$MUSE\" convert tunes.abc tunes.html")
        #expect(run.code == 0, "\(run.errors)")
        let page = try folder.text("tunes.html")
        #expect(page.contains("apt install abcm2ps") && !page.contains("class=\"staff\""))
    }

    @Test func showWritesAPageAndPrintsItsPath() throws {
        let folder = try Folder(["tunes.abc": tunebook])
        let run = try folder.muse("show", "tunes.abc", "--out", "page.html")
        #expect(run.code == 0 && run.output == "page.html\n", "\(run.errors)")
        #expect(try folder.text("page.html").contains("<title>tunes</title>"))
    }

    /// Quarters are four columns wide, and end before their last one. F#4 and G4 are in the upper halves of their rows.
    @Test func withoutABrowserShowDrawsTheTune() throws {
        let folder = try Folder(["a.abc": "X:1\nT:Three\nM:3/4\nL:1/4\nK:D\nDFG|D3|]\n"])
        let run = try folder.shell("env -u DISPLAY -u WAYLAND_DISPLAY \"$MUSE\" show a.abc")
        #expect(run.code == 0)
        #expect(
            run.output == """
                Three

                G4  │    ▄▄▄ ▀▀▀ │            │
                E4  │            │            │
                D4  │▄▄▄         │▄▄▄▄▄▄▄▄▄▄▄ │


                """)
        #expect(run.errors.hasPrefix("No browser here; the page is \(folder.cache)/pages/a.html"))
    }

    @Test func fileThatCannotBeReadDoesNotHideTheOthers() throws {
        let folder = try Folder(["a.abc": tunebook, "b.mid": "MThd"])
        let run = try folder.muse("show", "a.abc", "b.mid", "--out", "page.html")
        #expect(run.code == 65 && run.output == "page.html\n")
        #expect(run.errors.contains("b.mid"))
    }
}

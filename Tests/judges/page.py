#!/usr/bin/env python3
"""Tests/judges/page.py PAGE [--midi FILE...] [--screenshots FOLDER]: tests a page with headless Chromium, offline.

The first five tunes are rendered to sound in the page; the pitches (by Fourier transform) and onsets (within 10 ms)
must be those of their MIDI files, read by mido: the files given with --midi, or those that the page offers for
download. The page must follow what it plays, loop, transpose, seek, obey the keyboard, download what it shows, send no
request, write nothing to the console, fit a narrow window, name all its controls, and have enough contrast in light and
dark.

Needs Chromium, and mido and numpy (Tests/judges/setup).
"""

import argparse
import base64
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import zipfile

import mido
import numpy

RATE = 44100
failures = []


def check(condition, what):
    if not condition:
        failures.append(what)


class Browser:
    """Headless Chromium, over the pipes of its DevTools protocol."""

    def __init__(self, downloads):
        to_browser, from_browser = os.pipe(), os.pipe()

        def connect():
            # The protocol uses descriptors 3 and 4; the copies survive the assignment of the first.
            ends = os.dup(to_browser[0]), os.dup(from_browser[1])
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self.profile = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
             "--autoplay-policy=no-user-gesture-required", f"--user-data-dir={self.profile.name}", "about:blank"],
            preexec_fn=connect, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_browser[0]), os.close(from_browser[1])
        self.output, self.input = os.fdopen(to_browser[1], "wb"), os.fdopen(from_browser[0], "rb")
        self.number, self.buffer, self.events, self.session = 0, b"", [], None
        target = next(t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        attached = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        self.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(downloads))
        self.session = attached["sessionId"]
        for domain in "Page", "Runtime", "Log", "Network", "Accessibility":
            self.call(f"{domain}.enable")
        self.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        self.output.write(json.dumps(message).encode() + b"\0")
        self.output.flush()
        while True:
            answer = self.read()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self.events.append(answer)

    def read(self):
        while b"\0" not in self.buffer:
            part = os.read(self.input.fileno(), 1 << 20)
            if not part:
                raise RuntimeError("Chromium has ended")
            self.buffer += part
        message, self.buffer = self.buffer.split(b"\0", 1)
        return json.loads(message)

    def evaluate(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("exception", {}).get("description", expression))
        return result["result"].get("value")

    def open(self, path, width, height):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Page.navigate", url=path.resolve().as_uri())
        self.wait("document.readyState === 'complete' && globalThis.muse !== undefined")

    def wait(self, condition, seconds=20):
        end = time.monotonic() + seconds
        while not self.evaluate(condition):
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True

    def key(self, key):
        for kind in "keyDown", "keyUp":
            self.call("Input.dispatchKeyEvent", type=kind, key=key, text=key if kind == "keyDown" and len(key) == 1 else "")

    def mouse(self, kind, x, y):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def screenshot(self, path):
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.profile.cleanup()


def notes_of(midi):
    """The notes of a MIDI file by mido: (onset, end, pitch) in seconds, drums left out."""
    time_, sounding, notes = 0.0, {}, []
    for message in midi:
        time_ += message.time
        if message.type in ("note_on", "note_off") and message.channel != 9:
            key = message.channel, message.note
            if key in sounding:
                notes.append((sounding.pop(key), time_, message.note))
            if message.type == "note_on" and message.velocity > 0:
                sounding[key] = time_
    return sorted(notes)


SIZE = 1 << 15
# For each pitch, the bins in which its first harmonics can be.
BINS = {
    pitch: [
        (harmonic, int(frequency * 0.985), int(frequency * 1.015) + 2)
        for harmonic in range(1, 5)
        for frequency in [440 * 2 ** ((pitch - 69) / 12) * harmonic * SIZE / RATE]]
    for pitch in range(36, 100)}


def pitch_at(audio, start, end):
    """The MIDI pitch of the harmonic series that is strongest in a span of time."""
    part = audio[int(start * RATE):int(min(end, start + 0.5) * RATE)]
    spectrum = numpy.abs(numpy.fft.rfft(part * numpy.hanning(len(part)), SIZE))
    return max(BINS, key=lambda pitch: sum(spectrum[low:high].max() / harmonic for harmonic, low, high in BINS[pitch]))


def onset_near(energy, expected):
    """The time around an expected onset at which the energy after it exceeds that before it most.

    `energy` is the sum of the squares of all samples before each one.
    """
    window = int(0.008 * RATE)
    middle = int(expected * RATE)
    times = numpy.arange(max(window, middle - int(0.03 * RATE)), middle + int(0.03 * RATE), 16)
    after = energy[times + window] - energy[times]
    before = energy[times] - energy[times - window]
    return times[numpy.argmax(after / (before + 1e-3 * energy[-1] * window / len(energy)))] / RATE


def judge_sound(browser, tune, midi, name):
    notes = notes_of(midi)
    for transpose in 0, 3:
        text = browser.evaluate(f"""(async () => {{
            const settings = {{ speed: 1, transpose: {transpose}, sound: "banjo", hasAccompaniment: true }};
            const audio = await muse.tunes[{tune}]().render(settings);
            const bytes = new Uint8Array(Int16Array.from(audio, (x) => 32767 * x).buffer);
            let text = "";
            for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
            return btoa(text);
        }})()""")
        audio = numpy.frombuffer(base64.b64decode(text), "<i2") / 32768
        check(abs(audio).max() > 0.05, f"{name} is silent")
        # With silence before it, the first onset is like the others.
        silence = int(0.05 * RATE)
        energy = numpy.concatenate([[0], numpy.cumsum(numpy.concatenate([numpy.zeros(silence), audio]) ** 2)])
        for i, (start, end, pitch) in enumerate(notes):
            alone = all(other[1] <= start + 1e-3 or other[0] >= end - 1e-3 for j, other in enumerate(notes) if j != i)
            if not alone or end - start < 0.06:
                continue
            found = pitch_at(audio, start + 0.02, end)
            check(found == pitch + transpose, f"{name}: at {start:.3f} s sounds {found}, not {pitch + transpose}")
            onset = onset_near(energy, start + 0.05) - 0.05
            check(abs(onset - start) <= 0.01, f"{name}: an onset is at {onset:.3f} s, not {start:.3f} s")
    return len(notes)


def judge_playing(browser):
    """Plays the first tune: the views follow, loop and seek."""
    browser.evaluate("document.querySelector('article .play').click()")
    check(browser.wait("muse.player.isPlaying && muse.player.now() > 1"), "the first tune does not play")
    state = browser.evaluate("""(() => {
        const tune = muse.tunes[0](), now = muse.player.now();
        const article = document.querySelector("article");
        return {
            now, head: article.querySelector(".roll .head").getAttribute("transform"), length: tune.length,
            cursor: ["x", "width"].map((name) => Number(article.querySelector(".staff .cursor")?.getAttribute(name) ?? -1)),
            expected: tune.boxes ? tune.boxes[tune.step(now)] : null, label: document.querySelector("#play").textContent,
        };
    })()""")
    head = float(state["head"][len("translate("):-1]) / 100 * state["length"]
    check(abs(head - state["now"]) < 0.2, f"the roll shows {head:.2f} s, but {state['now']:.2f} s is played")
    check(state["label"] == "Pause", "the play button does not become a pause button")
    if state["expected"]:
        check(abs(state["cursor"][0] + 1 - state["expected"][0]) < 40, "the cursor is not at the note that is played")
        check(state["cursor"][1] > 2, "no note is marked on the staff")
    # Dragging over the roll loops the bars under it.
    box = browser.evaluate("""(() => {
        const roll = document.querySelector("article .roll");
        roll.scrollIntoView({ block: "center" });
        const { x, y, width, height } = roll.getBoundingClientRect();
        return { x, y, width, height };
    })()""")
    y = box["y"] + box["height"] / 2
    browser.mouse("mousePressed", box["x"] + 0.3 * box["width"], y)
    browser.mouse("mouseMoved", box["x"] + 0.33 * box["width"], y)
    browser.mouse("mouseMoved", box["x"] + 0.36 * box["width"], y)
    browser.mouse("mouseReleased", box["x"] + 0.36 * box["width"], y)
    loop = browser.evaluate("muse.player.loop")
    check(loop is not None and loop["end"] > loop["start"] > 0, f"dragging over the roll does not loop: {loop}")
    if loop:
        browser.evaluate("muse.player.change({ speed: 3 })")
        end = time.monotonic() + 1.5 * (loop["end"] - loop["start"]) / 3 + 0.5
        while time.monotonic() < end:
            now = browser.evaluate("muse.player.now()")
            check(loop["start"] - 0.05 <= now <= loop["end"] + 0.05, f"plays {now:.2f} s, outside the loop {loop}")
        browser.evaluate("muse.player.change({ speed: 1 }); document.querySelector('#loop').click()")
    check(browser.evaluate("muse.player.loop") is None, "the loop cannot be left")
    browser.evaluate("document.activeElement.blur()")
    browser.key(" ")
    check(not browser.evaluate("muse.player.isPlaying"), "the space bar does not pause")
    before = browser.evaluate("muse.player.now()")
    browser.key("ArrowRight")
    check(browser.evaluate("muse.player.now()") > before, "the right arrow key does not go to the next bar")


def judge_downloads(browser, folder):
    """Clicks all download buttons of the first tune."""
    for kind in "abc", "mid", "mxl", "wav":
        browser.evaluate(f"document.querySelector('article [data-file={kind}]').click()")
        end = time.monotonic() + 20
        while not (found := [p for p in folder.glob(f"*.{kind}") if p.stat().st_size]) and time.monotonic() < end:
            time.sleep(0.05)
        check(found, f"the button for {kind} downloads nothing")
        if not found:
            continue
        content = found[0].read_bytes()
        if kind == "abc":
            text = browser.evaluate("document.querySelector('article pre').textContent")
            check(content.decode() == text, "the downloaded ABC is not the one shown")
        elif kind == "mid":
            check(len(notes_of(mido.MidiFile(file=io.BytesIO(content)))) > 0, "the downloaded MIDI file has no notes")
        elif kind == "mxl":
            check("score.musicxml" in zipfile.ZipFile(io.BytesIO(content)).namelist(), "the .mxl has no score")
        else:
            check(content[:4] == b"RIFF" and len(content) > RATE, "the WAV file is too short")


CONTRAST = """(() => {
    const parse = (color) => color.match(/[\\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => {
        const [x, y, z] = [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const background = (node) => {
        for (; node; node = node.parentElement) {
            const color = parse(getComputedStyle(node).backgroundColor);
            if (color.length === 3 || color[3] > 0) return color;
        }
        return [255, 255, 255];
    };
    const low = [];
    for (const node of document.querySelectorAll("body *")) {
        if (![...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())) continue;
        if (["SCRIPT", "STYLE", "TEXT"].includes(node.tagName.toUpperCase()) || !node.checkVisibility()) continue;
        const [a, b] = [luminance(parse(getComputedStyle(node).color)), luminance(background(node))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) low.push(`${node.tagName} '${node.textContent.trim().slice(0, 30)}' ${ratio.toFixed(2)}`);
    }
    return low;
})()"""


def judge_access(browser):
    for node in browser.call("Accessibility.getFullAXTree")["nodes"]:
        role, name = node.get("role", {}).get("value"), node.get("name", {}).get("value", "")
        if role in ("button", "slider", "combobox", "checkbox", "spinbutton", "link", "img", "image"):
            check(name.strip() != "", f"a {role} has no name")
    for scheme in "light", "dark":
        browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        for low in browser.evaluate(CONTRAST):
            check(False, f"{scheme}: the contrast of {low} is below 4.5")
    browser.call("Emulation.setEmulatedMedia", features=[])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("--midi", nargs="*", type=pathlib.Path, default=[], help="the MIDI files of its tunes, in order")
    parser.add_argument("--screenshots", type=pathlib.Path, help="where to save pictures of it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(folder)
        browser.open(options.page, 1100, 1000)
        check(browser.wait("performance.getEntriesByName('first-contentful-paint').length > 0"), "nothing is painted")
        paint = browser.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0")
        count = browser.evaluate("muse.tunes.length")
        if options.screenshots:
            browser.screenshot(options.screenshots / "page-desktop.png")
        check(not options.midi or len(options.midi) == count, f"{count} tunes, but {len(options.midi)} MIDI files")
        notes = 0
        for i in range(min(count, 5)):
            own = base64.b64decode(browser.evaluate(f"muse.tunes[{i}]().midi"))
            midi = mido.MidiFile(file=io.BytesIO(own))
            if options.midi:
                other = mido.MidiFile(options.midi[i])
                check(notes_of(midi) == notes_of(other), f"tune {i + 1} of the page is not {options.midi[i]}")
                midi = other
            notes += judge_sound(browser, i, midi, f"tune {i + 1}")
        judge_playing(browser)
        judge_downloads(browser, pathlib.Path(folder))
        judge_access(browser)
        browser.open(options.page, 360, 740)
        wide = browser.evaluate("document.documentElement.scrollWidth")
        check(wide <= 360, f"the page is {wide} pixels wide in a window of 360")
        if options.screenshots:
            browser.evaluate("document.querySelector('article .play').click()")
            browser.wait("muse.player.now() > 1.5")
            browser.evaluate("document.querySelector('article').scrollIntoView()")
            browser.screenshot(options.screenshots / "page-phone.png")
        for event in browser.events:
            method, parameters = event.get("method"), event.get("params", {})
            if method == "Network.requestWillBeSent":
                url = parameters["request"]["url"]
                check(url.startswith(("file:", "data:", "blob:", "about:")), f"the page requests {url[:100]}")
            if method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
                check(False, f"message on the console: {json.dumps(parameters)[:300]}")
        browser.close()
    size = options.page.stat().st_size / 1024 / count
    for failure in failures[:20]:
        print(f"  {failure}")
    print(f"page: {count} tunes, {size:.1f} KB each, first paint after {paint:.0f} ms; {notes} notes heard, "
          f"{len(failures)} failures")
    sys.exit(1 if failures else 0)


main()

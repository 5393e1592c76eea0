// MusePlugin.swift: muse components in Swift. Each plug-in contains a copy of this file, and lists its components:
//
//     let museComponents: [any MuseComponent.Type] = [Mine.self]
//
// A component conforms to the protocol of its kind, such as MuseSampler.

import Entry
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

// MARK: Components

/// A component of a plug-in. Called from any thread, and from several at once.
protocol MuseComponent: Sendable {
    /// The kind and type, as in plugin.yaml.
    static var kind: String { get }
    static var type: String { get }

    /// - Parameter settings: the values in the recipe, or the manifest's defaults.
    /// - Throws: `MuseFailure` for settings that contradict each other.
    init(_ settings: [String: MuseValue]) throws

    /// Answers a request that the protocol of the kind does not have.
    ///
    /// Docs/PluginProtocol.md lists the methods, with parameters and results as JSON.
    func answer(_ method: String, _ parameters: [UInt8]) throws -> [UInt8]
}

/// Adjusts the scores of a step before a token is sampled.
protocol MuseSampler: MuseComponent {
    /// Changes the natural-log scores of all tokens.
    ///
    /// -infinity excludes a token. Excluded tokens must stay excluded, and at least one token must remain. Must be
    /// deterministic.
    func adjust(_ scores: UnsafeMutableBufferPointer<Float>, _ tune: MuseTune) throws
}

/// Learns from tunes, and scores next tokens.
protocol MuseGenerator: MuseComponent {
    /// Returns a trained model in any format. Must be deterministic for a given seed.
    ///
    /// - Parameter vocabulary: the number of tokens.
    /// - Throws: `MuseCannot` if it cannot learn from the tunes.
    func fit(vocabulary: Int, training: [[Int32]], validation: [[Int32]], seed: UInt64) throws -> [UInt8]

    /// Loads a model returned by `fit`. Called before the first `scores`, after `fit` too.
    mutating func load(vocabulary: Int, model: [UInt8]) throws

    /// Writes the natural-log probability of each token to come next.
    func scores(_ scores: UnsafeMutableBufferPointer<Float>, _ tune: MuseTune) throws
}

/// Converts scores to tokens and back.
protocol MuseTokenizer: MuseComponent {
    /// The tokens in the order of their numbers, with unique names without white space; exactly one is of kind
    /// `MUSE_TOKEN_END`.
    var tokens: [MuseToken] { get }

    /// Returns the tokens of a tune without the end token, and what they do not represent, one phrase each.
    ///
    /// - Throws: `MuseCannot`.
    func encode(_ score: MuseScore) throws -> (tokens: [Int32], losses: [String])

    /// Returns the tune of a token sequence without the end token. Accepts any sequence, and ignores tokens that are
    /// invalid at their position.
    func decode(_ tokens: [Int32]) throws -> MuseScore

    /// Returns the automaton of the tunes that satisfy a plan, which has the demands of the manifest's `demands`.
    ///
    /// - Throws: `MuseCannot`.
    func grammar(_ plan: MusePlan) throws -> MuseAutomaton
}

/// Restricts the tunes that can be generated.
protocol MuseConstraint: MuseComponent {
    /// Returns a list of built-in constraints as JSON, with the keys of a recipe: `[{"type": "bars", "min": 8}]`.
    ///
    /// - Parameter plan: the demands so far.
    /// - Throws: `MuseCannot`.
    func constrain(_ plan: MusePlan) throws -> String
}

/// Measures a tune.
protocol MuseRule: MuseComponent {
    /// Returns the value in the manifest's unit, and the satisfaction of the rule, 0 to 1.
    func measure(_ score: MuseScore) throws -> (value: Double, satisfaction: Double)
}

/// Reads a file.
protocol MuseImporter: MuseComponent {
    /// Returns the tunes of a file, each with what was omitted or repaired.
    ///
    /// - Parameter name: the path of the file, for messages.
    /// - Throws: `MuseCannot`.
    func read(_ bytes: [UInt8], name: String) throws -> [(score: MuseScore, warning: String?)]
}

/// Writes a file.
protocol MuseExporter: MuseComponent {
    /// Returns the contents of a file.
    ///
    /// - Parameters:
    ///   - scores: one tune, or several if the manifest sets `many`.
    ///   - provenance: one line about the run that produced the file.
    func write(_ scores: [MuseScore], provenance: String?) throws -> [UInt8]
}

extension MuseComponent {
    func answer(_ method: String, _ parameters: [UInt8]) throws -> [UInt8] {
        throw MuseFailure("unknown method '\(method)'")
    }
}
extension MuseSampler { static var kind: String { "sampler" } }
extension MuseGenerator { static var kind: String { "generator" } }
extension MuseTokenizer { static var kind: String { "tokenizer" } }
extension MuseConstraint { static var kind: String { "constraint" } }
extension MuseRule { static var kind: String { "rule" } }
extension MuseImporter { static var kind: String { "importer" } }
extension MuseExporter { static var kind: String { "exporter" } }

// MARK: Values

private let folder = Mutex("")

/// The plug-in's folder, for files that belong to the plug-in.
var museFolder: String { folder.withLock { $0 } }

/// The value of a setting.
struct MuseValue: Sendable {
    /// The value of an integer or a number; 0 or 1 for a boolean.
    let number: Double
    /// The value of a text or a choice; for a list its items as JSON.
    let text: String
}

/// A failure of the plug-in. The description is one sentence.
struct MuseFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// An expected refusal, with the reason as one phrase: a tokenizer cannot encode a tune or support a demand, a
/// constraint cannot be satisfied, and so on. Not a fault of the plug-in: muse continues.
struct MuseCannot: Error, CustomStringConvertible {
    let description: String
    init(_ reason: String) { description = reason }

    fileprivate var answer: [UInt8] {
        let escaped = description.unicodeScalars.map { scalar in
            scalar == "\"" || scalar == "\\" ? "\\\(scalar)" : scalar.value < 32 ? " " : String(scalar)
        }
        return Array("{\"cannot\": \"\(escaped.joined())\"}".utf8)
    }
}

/// Demands on a tune.
struct MusePlan: Sendable {
    /// A JSON object with the keys of Docs/PluginProtocol.md.
    let json: String

    /// The bounds of a demand that is a range: `bars` or `range`; nil if the plan does not have it.
    func range(_ key: String) -> (low: Int, high: Int)? {
        let items = json.split(separator: "\"\(key)\":[", maxSplits: 1, omittingEmptySubsequences: false).dropFirst()
        let bounds = items.first?.prefix { $0 != "]" }.split(separator: ",").compactMap { Int($0) }
        return bounds.flatMap { $0.count == 2 ? ($0[0], $0[1]) : nil }
    }
}

struct MuseToken: Sendable {
    let name: String
    /// `MUSE_TOKEN_NOTE` …
    let kind: muse_token_kind
}

/// An unfinished tune. Used by one thread at a time.
final class MuseTune {
    /// The tokens so far. Valid until the call returns.
    fileprivate(set) var tokens = UnsafeBufferPointer<Int32>(start: nil, count: 0)
    /// Anything to remember between the steps of the tune.
    var state: Any?

    /// The names and kinds of all tokens. needs: vocabulary.
    fileprivate(set) var vocabulary: [MuseToken] = []
    /// The MIDI number of the note that each token would start, or -1. needs: vocabulary.
    fileprivate(set) var pitches: [Int32] = []
    /// needs: plan.
    fileprivate(set) var plan = MusePlan(json: "")
    /// The position of a note that the next token starts. needs: clock.
    fileprivate(set) var clock: muse_clock?
    /// The notes so far; the length of the last one can still grow. needs: notes.
    fileprivate(set) var notes: [muse_note] = []
    /// A seed for the tune. needs: random.
    fileprivate(set) var random: UInt64 = 0

    /// Of generators with the capabilities `guidance`, `latents` and `style_mix`.
    fileprivate(set) var isUnconditional = false
    fileprivate(set) var latent: [Float] = []
    fileprivate(set) var styles: [muse_style] = []

    fileprivate func update(_ step: muse_step, _ context: (vocabulary: [MuseToken], plan: MusePlan)) {
        (vocabulary, plan) = context
        random = step.random
        clock = step.clock?.pointee
        pitches = array(step.pitches, step.pitch_count)
        notes = array(step.notes, step.note_count)
        isUnconditional = step.is_unconditional
        latent = array(step.latent, step.latent_count)
        styles = array(step.styles, step.style_count)
    }
}

/// A finite automaton over tokens. State 0 is the start. A token may be on only one edge of a state.
struct MuseAutomaton {
    var edges: [muse_edge] = []
    /// States in which a tune may end.
    var finals: [Int32] = []
}

/// Notation as written: repeats are not unfolded, and tied notes are separate notes. Times are in ticks.
/// `muse_plugin.h` describes the elements.
struct MuseScore {
    var ticksPerQuarter: Int32
    /// By part, then by onset.
    var notes: [muse_note] = []
    var rests: [muse_rest] = []
    var meters: [muse_meter] = []
    var keys: [muse_key] = []
    var barlines: [muse_barline] = []
    /// The first of each.
    var title: String?
    var composer: String?
    var rhythm: String?
    /// The whole score as JSON, with the keys of Docs/PluginProtocol.md. In scores for muse nil, or used instead of all
    /// else.
    var json: String?

    init(ticksPerQuarter: Int32) { self.ticksPerQuarter = ticksPerQuarter }

    fileprivate init(_ score: muse_score) {
        ticksPerQuarter = score.ticks_per_quarter
        notes = array(score.notes, score.note_count)
        rests = array(score.rests, score.rest_count)
        meters = array(score.meters, score.meter_count)
        keys = array(score.keys, score.key_count)
        barlines = array(score.barlines, score.barline_count)
        title = score.title.map { String(cString: $0) }
        composer = score.composer.map { String(cString: $0) }
        rhythm = score.rhythm.map { String(cString: $0) }
        json = score.json.map { String(cString: $0) }
    }

    fileprivate func put(_ put: muse_put_score?, _ to: UnsafeMutableRawPointer?, warning: String? = nil) {
        let texts = [title, composer, rhythm, json, warning].map { $0.flatMap { strdup($0) } }
        defer { for text in texts { free(text) } }
        let pointers = texts.map { $0.map { UnsafePointer($0) } }
        notes.withUnsafeBufferPointer { notes in
            rests.withUnsafeBufferPointer { rests in
                meters.withUnsafeBufferPointer { meters in
                    keys.withUnsafeBufferPointer { keys in
                        barlines.withUnsafeBufferPointer { barlines in
                            var score = muse_score(
                                ticks_per_quarter: ticksPerQuarter, notes: notes.baseAddress, note_count: notes.count,
                                rests: rests.baseAddress, rest_count: rests.count, meters: meters.baseAddress,
                                meter_count: meters.count, keys: keys.baseAddress, key_count: keys.count,
                                barlines: barlines.baseAddress, barline_count: barlines.count, title: pointers[0],
                                composer: pointers[1], rhythm: pointers[2], json: pointers[3])
                            put?(to, &score, pointers[4])
                        }
                    }
                }
            }
        }
    }
}

extension muse_note {
    private static let letters = Array("CDEFGAB")
    private static let semitones: [Int32] = [0, 2, 4, 5, 7, 9, 11]

    /// A note with a name such as `F#4`; nil for other texts.
    init?(named name: some StringProtocol, onset: Int32, duration: Int32) {
        guard let step = name.first.flatMap({ Self.letters.firstIndex(of: $0) }) else { return nil }
        let signs = name.dropFirst().prefix { $0 == "#" || $0 == "b" }
        guard let octave = Int8(name.dropFirst(1 + signs.count)) else { return nil }
        let alter = signs.reduce(Int32(0)) { $0 + ($1 == "#" ? 1 : -1) }
        self.init(step: step, octave: Int32(octave), onset: onset, duration: duration)
        pitch += alter
        spelling += 7 * alter
        guard (0..<128).contains(pitch) else { return nil }
    }

    /// A natural note.
    ///
    /// - Parameters:
    ///   - step: 0 for C to 6 for B.
    ///   - octave: that of middle C is 4.
    init(step: Int, octave: Int32, onset: Int32, duration: Int32) {
        self.init()
        (self.onset, self.duration) = (onset, duration)
        pitch = 12 * (octave + 1) + Self.semitones[step]
        spelling = (2 * Int32(step) + 1) % 7 - 1
    }

    /// 0 for C to 6 for B.
    var step: Int { Int(((4 * spelling) % 7 + 7) % 7) }

    /// 1 for a sharp, -1 for a flat.
    var alter: Int32 { (spelling + 64) / 7 - 9 }

    /// The octave of the note's name; that of middle C is 4.
    var octave: Int32 { (pitch - alter + 12) / 12 - 2 }

    /// The name, such as `F#4`.
    var name: String {
        "\(Self.letters[step])\(String(repeating: alter < 0 ? "b" : "#", count: Int(abs(alter))))\(octave)"
    }
}

// MARK: The functions that muse calls

private func array<Element>(_ start: UnsafePointer<Element>?, _ count: Int) -> [Element] {
    Array(UnsafeBufferPointer(start: start, count: count))
}

/// An instance of a component, with its context. `load` is not called together with other functions.
private final class Box: @unchecked Sendable {
    private var component: any MuseComponent
    /// The tokens of a tokenizer, which muse receives pointers to.
    let tokens: UnsafeBufferPointer<muse_token>
    let context = Mutex<(vocabulary: [MuseToken], plan: MusePlan)>(([], MusePlan(json: "")))

    init(_ component: any MuseComponent) {
        self.component = component
        let tokens = UnsafeMutableBufferPointer<muse_token>.from(
            ((component as? any MuseTokenizer)?.tokens ?? []).map {
                muse_token(name: UnsafePointer(strdup($0.name)), kind: $0.kind)
            })
        self.tokens = UnsafeBufferPointer(tokens)
    }

    deinit {
        for token in tokens { free(UnsafeMutablePointer(mutating: token.name)) }
        tokens.deallocate()
    }

    static func at(_ instance: UnsafePointer<muse_instance>?) -> Box {
        Unmanaged<Box>.fromOpaque(instance!.pointee.data).takeUnretainedValue()
    }

    /// The component of an instance, as one of a kind.
    static func component<Kind>(_ instance: UnsafePointer<muse_instance>?, _ kind: Kind.Type) throws -> Kind {
        guard let component = at(instance).component as? Kind else { throw MuseFailure("not a \(kind)") }
        return component
    }

    func load(vocabulary: Int, model: [UInt8]) throws {
        guard var generator = component as? any MuseGenerator else { throw MuseFailure("not a generator") }
        try generator.load(vocabulary: vocabulary, model: model)
        component = generator
    }

    /// The function table of an extension; nil if the component does not have it.
    func functions(_ id: String) -> UnsafeRawPointer? {
        switch id {
        case MUSE_SAMPLER where component is any MuseSampler: UnsafeRawPointer(Functions.all.sampler)
        case MUSE_GENERATOR where component is any MuseGenerator: UnsafeRawPointer(Functions.all.generator)
        case MUSE_MODEL where component is any MuseGenerator: UnsafeRawPointer(Functions.all.model)
        case MUSE_CONTEXT where component is any MuseSampler || component is any MuseGenerator:
            UnsafeRawPointer(Functions.all.context)
        case MUSE_TOKENIZER where component is any MuseTokenizer: UnsafeRawPointer(Functions.all.tokenizer)
        case MUSE_CONSTRAINT where component is any MuseConstraint: UnsafeRawPointer(Functions.all.constraint)
        case MUSE_RULE where component is any MuseRule: UnsafeRawPointer(Functions.all.rule)
        case MUSE_IMPORTER where component is any MuseImporter: UnsafeRawPointer(Functions.all.importer)
        case MUSE_EXPORTER where component is any MuseExporter: UnsafeRawPointer(Functions.all.exporter)
        case MUSE_CALLS: UnsafeRawPointer(Functions.all.calls)
        default: nil
        }
    }
}

extension UnsafeMutableBufferPointer {
    fileprivate static func from(_ elements: [Element]) -> Self {
        let copy = allocate(capacity: elements.count)
        _ = copy.initialize(from: elements)
        return copy
    }
}

/// Calls `body`, and writes the message of an error to `error`.
private func trying(_ error: UnsafeMutablePointer<CChar>?, _ body: () throws -> Void) -> muse_result {
    do {
        try body()
        return MUSE_DONE
    } catch let failure {
        let size = Int(MUSE_ERROR_SIZE)
        _ = "\(failure)".withCString { strncpy(error!, $0, size - 1) }
        error![size - 1] = 0
        return failure is MuseCannot ? MUSE_CANNOT : MUSE_FAILED
    }
}

private func send(_ bytes: [UInt8], _ put: muse_put?, _ to: UnsafeMutableRawPointer?) {
    bytes.withUnsafeBytes { put?(to, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count) }
}

private func begin(_ instance: UnsafePointer<muse_instance>?) -> UnsafeMutableRawPointer? {
    Unmanaged.passRetained(MuseTune()).toOpaque()
}

private func end(_ instance: UnsafePointer<muse_instance>?, _ row: UnsafeMutableRawPointer?) {
    if let row { Unmanaged<MuseTune>.fromOpaque(row).release() }
}

/// The tune of a row at a step.
private func tune(_ row: UnsafeMutableRawPointer?, _ tokens: UnsafePointer<Int32>?, _ count: Int) -> MuseTune {
    let tune = Unmanaged<MuseTune>.fromOpaque(row!).takeUnretainedValue()
    tune.tokens = UnsafeBufferPointer(start: tokens, count: count)
    return tune
}

/// The tunes that a generator learns from.
private func tunes(_ tunes: UnsafePointer<muse_tunes>?) -> [[Int32]] {
    guard let tunes = tunes?.pointee else { return [] }
    return (0..<tunes.count).map { array(tunes.tokens + tunes.starts[$0], tunes.starts[$0 + 1] - tunes.starts[$0]) }
}

private func table<Functions>(_ functions: Functions) -> UnsafePointer<Functions> {
    let table = UnsafeMutablePointer<Functions>.allocate(capacity: 1)
    table.initialize(to: functions)
    return UnsafePointer(table)
}

/// The function tables that muse receives pointers to. They exist as long as the library is loaded.
private struct Functions: @unchecked Sendable {
    static let all = Functions()

    init() {}

    let kinds = museComponents.map { UnsafePointer(strdup($0.kind)) }
    let types = museComponents.map { UnsafePointer(strdup($0.type)) }

    let factory = table(
        muse_factory(
            count: UInt32(museComponents.count), kind: { Functions.all.kinds[Int($0)] },
            type: { Functions.all.types[Int($0)] }, create: create))

    let sampler = table(
        muse_sampler(
            begin: begin,
            adjust: { instance, row, scores, size, tokens, count, error in
                trying(error) {
                    try Box.component(instance, (any MuseSampler).self).adjust(
                        UnsafeMutableBufferPointer(start: scores, count: size), tune(row, tokens, count))
                } == MUSE_DONE
            }, end: end))

    let generator = table(
        muse_generator(
            begin: begin,
            scores: { instance, row, scores, size, tokens, count, error in
                trying(error) {
                    try Box.component(instance, (any MuseGenerator).self).scores(
                        UnsafeMutableBufferPointer(start: scores, count: size), tune(row, tokens, count))
                } == MUSE_DONE
            }, end: end))

    let context = table(
        muse_context(
            begin: { instance, tokens, count, plan, _ in
                let vocabulary = array(tokens, count).map {
                    MuseToken(name: String(cString: $0.name), kind: $0.kind)
                }
                let plan = MusePlan(json: plan.map { String(cString: $0) } ?? "")
                Box.at(instance).context.withLock { $0 = (vocabulary, plan) }
                return true
            },
            step: { instance, row, step, _ in
                let context = Box.at(instance).context.withLock { $0 }
                Unmanaged<MuseTune>.fromOpaque(row!).takeUnretainedValue().update(step!.pointee, context)
                return true
            }))

    let model = table(
        muse_model(
            fit: { instance, vocabulary, training, validation, seed, put, to, error in
                trying(error) {
                    let model = try Box.component(instance, (any MuseGenerator).self).fit(
                        vocabulary: vocabulary, training: tunes(training), validation: tunes(validation), seed: seed)
                    send(model, put, to)
                }
            },
            load: { instance, vocabulary, model, size, error in
                trying(error) {
                    let model = Array(UnsafeRawBufferPointer(start: model, count: size))
                    try Box.at(instance).load(vocabulary: vocabulary, model: model)
                }
            }))

    let tokenizer = table(
        muse_tokenizer(
            tokens: { instance, count in
                let tokens = Box.at(instance).tokens
                count?.pointee = tokens.count
                return tokens.baseAddress
            },
            encode: { instance, score, put, lose, to, error in
                trying(error) {
                    let tokenizer = try Box.component(instance, (any MuseTokenizer).self)
                    let (tokens, losses) = try tokenizer.encode(MuseScore(score!.pointee))
                    tokens.withUnsafeBufferPointer { put?(to, $0.baseAddress, $0.count) }
                    send(Array(losses.joined(separator: "\n").utf8), lose, to)
                }
            },
            decode: { instance, tokens, count, put, to, error in
                trying(error) {
                    let tokenizer = try Box.component(instance, (any MuseTokenizer).self)
                    try tokenizer.decode(array(tokens, count)).put(put, to)
                }
            },
            grammar: { instance, plan, put, to, error in
                trying(error) {
                    let tokenizer = try Box.component(instance, (any MuseTokenizer).self)
                    let grammar = try tokenizer.grammar(MusePlan(json: String(cString: plan!)))
                    grammar.edges.withUnsafeBufferPointer { edges in
                        grammar.finals.withUnsafeBufferPointer { finals in
                            var automaton = muse_automaton(
                                edges: edges.baseAddress, edge_count: edges.count, finals: finals.baseAddress,
                                final_count: finals.count)
                            put?(to, &automaton)
                        }
                    }
                }
            }))

    let constraint = table(
        muse_constraint { instance, plan, put, to, error in
            trying(error) {
                let constraint = try Box.component(instance, (any MuseConstraint).self)
                send(Array(try constraint.constrain(MusePlan(json: String(cString: plan!))).utf8), put, to)
            }
        })

    let rule = table(
        muse_rule { instance, score, value, satisfaction, error in
            trying(error) {
                let measured = try Box.component(instance, (any MuseRule).self).measure(MuseScore(score!.pointee))
                value?.pointee = measured.value
                satisfaction?.pointee = measured.satisfaction
            }
        })

    let importer = table(
        muse_importer { instance, bytes, size, name, put, to, error in
            trying(error) {
                let bytes = Array(UnsafeRawBufferPointer(start: bytes, count: size))
                let importer = try Box.component(instance, (any MuseImporter).self)
                for (score, warning) in try importer.read(bytes, name: String(cString: name!)) {
                    score.put(put, to, warning: warning)
                }
            }
        })

    let exporter = table(
        muse_exporter { instance, scores, count, provenance, put, to, error in
            trying(error) {
                let bytes = try Box.component(instance, (any MuseExporter).self).write(
                    array(scores, count).map { MuseScore($0) }, provenance: provenance.map { String(cString: $0) })
                send(bytes, put, to)
            }
        })

    let calls = table(
        muse_calls { instance, method, parameters, length, put, to, error in
            trying(error) {
                let request = Array(UnsafeRawBufferPointer(start: parameters, count: length))
                do {
                    let component = try Box.component(instance, (any MuseComponent).self)
                    send(try component.answer(String(cString: method!), request), put, to)
                } catch let cannot as MuseCannot {
                    send(cannot.answer, put, to)
                }
            } == MUSE_DONE
        })
}

private func create(
    _ index: UInt32, _ settings: UnsafePointer<muse_setting>?, _ count: Int, _ error: UnsafeMutablePointer<CChar>?
) -> UnsafeMutablePointer<muse_instance>? {
    var instance: UnsafeMutablePointer<muse_instance>?
    let result = trying(error) {
        var values: [String: MuseValue] = [:]
        for setting in UnsafeBufferPointer(start: settings, count: count) {
            values[String(cString: setting.name)] = MuseValue(
                number: setting.number, text: setting.text.map { String(cString: $0) } ?? "")
        }
        let box = Box(try museComponents[Int(index)].init(values))
        instance = .allocate(capacity: 1)
        instance?.initialize(
            to: muse_instance(
                data: Unmanaged.passRetained(box).toOpaque(),
                extension: { instance, id in Box.at(instance).functions(String(cString: id!)) },
                destroy: { instance in
                    Unmanaged<Box>.fromOpaque(instance!.pointee.data).release()
                    instance!.deallocate()
                }))
    }
    return result == MUSE_DONE ? instance : nil
}

@_cdecl("muse_swift_start") public func start(_ path: UnsafePointer<CChar>, _ error: UnsafeMutablePointer<CChar>)
    -> Bool
{
    folder.withLock { $0 = String(cString: path) }
    return true
}

@_cdecl("muse_swift_factory") public func factory() -> UnsafePointer<muse_factory> { Functions.all.factory }

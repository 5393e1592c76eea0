// MusePlugin.swift: muse components in Swift. Each plug-in contains a copy of this file, and lists its components:
//
//     let museComponents: [any MuseComponent.Type] = [Mine.self]

import Entry

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A component of a plug-in. Called from any thread, and from several at once.
protocol MuseComponent: Sendable {
    /// The kind and type, as in plugin.yaml.
    static var kind: String { get }
    static var type: String { get }

    /// - Parameter settings: the values in the recipe, or the manifest's defaults.
    /// - Throws: `MuseFailure` for settings that contradict each other.
    init(_ settings: [String: MuseValue]) throws

    /// Changes the natural-log scores of all tokens. Called for samplers.
    ///
    /// -infinity excludes a token. Excluded tokens must stay excluded, and at least one token must remain. Must be
    /// deterministic.
    func adjust(_ scores: UnsafeMutableBufferPointer<Float>, _ tokens: UnsafeBufferPointer<Int32>) throws

    /// Writes the natural-log probability of each token to come next. Called for generators, after `generator/load`.
    func scores(_ scores: UnsafeMutableBufferPointer<Float>, _ tokens: UnsafeBufferPointer<Int32>) throws

    /// Answers a request. Called for all kinds except samplers.
    ///
    /// Docs/Plugins.md lists the methods, with parameters and results as JSON.
    func answer(_ method: String, _ parameters: [UInt8]) throws -> [UInt8]
}

extension MuseComponent {
    func adjust(_ scores: UnsafeMutableBufferPointer<Float>, _ tokens: UnsafeBufferPointer<Int32>) throws {
        throw MuseFailure("not a sampler")
    }

    func scores(_ scores: UnsafeMutableBufferPointer<Float>, _ tokens: UnsafeBufferPointer<Int32>) throws {
        throw MuseFailure("not a generator")
    }

    func answer(_ method: String, _ parameters: [UInt8]) throws -> [UInt8] {
        throw MuseFailure("unknown method '\(method)'")
    }
}

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
struct MuseCannot: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }

    fileprivate var answer: [UInt8] {
        let escaped = reason.flatMap { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0.isNewline ? " " : String($0) }
        return Array("{\"cannot\": \"\(String(escaped))\"}".utf8)
    }
}

private final class Box: Sendable {
    let component: any MuseComponent
    init(_ component: any MuseComponent) { self.component = component }

    static func component(_ instance: UnsafePointer<muse_instance>?) -> any MuseComponent {
        Unmanaged<Box>.fromOpaque(instance!.pointee.data).takeUnretainedValue().component
    }
}

private func trying(_ error: UnsafeMutablePointer<CChar>?, _ body: () throws -> Void) -> Bool {
    do {
        try body()
        return true
    } catch let failure {
        let size = Int(MUSE_ERROR_SIZE)
        _ = "\(failure)".withCString { strncpy(error!, $0, size - 1) }
        error![size - 1] = 0
        return false
    }
}

/// The function tables that muse receives pointers to. They exist as long as the library is loaded.
private struct Functions: @unchecked Sendable {
    let sampler = UnsafeMutablePointer<muse_sampler>.allocate(capacity: 1)
    let generator = UnsafeMutablePointer<muse_generator>.allocate(capacity: 1)
    let calls = UnsafeMutablePointer<muse_calls>.allocate(capacity: 1)
    let factory = UnsafeMutablePointer<muse_factory>.allocate(capacity: 1)
    let kinds = museComponents.map { UnsafePointer(strdup($0.kind)) }
    let types = museComponents.map { UnsafePointer(strdup($0.type)) }

    static let all = Functions()

    init() {
        sampler.initialize(
            to: muse_sampler(
                begin: { _ in nil },
                adjust: { instance, _, scores, size, tokens, count, error in
                    trying(error) {
                        try Box.component(instance).adjust(
                            UnsafeMutableBufferPointer(start: scores, count: size),
                            UnsafeBufferPointer(start: tokens, count: count))
                    }
                }, end: { _, _ in }))
        generator.initialize(
            to: muse_generator(
                begin: { _ in nil },
                scores: { instance, _, scores, size, tokens, count, error in
                    trying(error) {
                        try Box.component(instance).scores(
                            UnsafeMutableBufferPointer(start: scores, count: size),
                            UnsafeBufferPointer(start: tokens, count: count))
                    }
                }, end: { _, _ in }))
        calls.initialize(
            to: muse_calls { instance, method, parameters, length, put, to, error in
                trying(error) {
                    let request = Array(UnsafeRawBufferPointer(start: parameters, count: length))
                    let answer: [UInt8]
                    do {
                        answer = try Box.component(instance).answer(String(cString: method!), request)
                    } catch let cannot as MuseCannot {
                        answer = cannot.answer
                    }
                    answer.withUnsafeBytes { put!(to, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count) }
                }
            })
        factory.initialize(
            to: muse_factory(
                count: UInt32(museComponents.count), kind: { Functions.all.kinds[Int($0)] },
                type: { Functions.all.types[Int($0)] }, create: create))
    }
}

private func create(
    _ index: UInt32, _ settings: UnsafePointer<muse_setting>?, _ count: Int, _ error: UnsafeMutablePointer<CChar>?
) -> UnsafeMutablePointer<muse_instance>? {
    var instance: UnsafeMutablePointer<muse_instance>?
    let isCreated = trying(error) {
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
                extension: { _, id in
                    switch String(cString: id!) {
                    case MUSE_SAMPLER: UnsafeRawPointer(Functions.all.sampler)
                    case MUSE_GENERATOR: UnsafeRawPointer(Functions.all.generator)
                    case MUSE_CALLS: UnsafeRawPointer(Functions.all.calls)
                    default: nil
                    }
                },
                destroy: { instance in
                    Unmanaged<Box>.fromOpaque(instance!.pointee.data).release()
                    instance!.deallocate()
                }))
    }
    return isCreated ? instance : nil
}

@_cdecl("muse_swift_start") public func start(_ folder: UnsafePointer<CChar>, _ error: UnsafeMutablePointer<CChar>)
    -> Bool
{
    true
}

@_cdecl("muse_swift_factory") public func factory() -> UnsafePointer<muse_factory> {
    UnsafePointer(Functions.all.factory)
}

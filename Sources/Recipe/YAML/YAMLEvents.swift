import CYAML

/// The events of libyaml's parser, one at a time.
///
/// The only file that calls libyaml. Positions are libyaml's: 0-based, in Unicode scalars.
final class YAMLEvents {
    struct Event {
        enum Kind {
            case streamStart, streamEnd, documentStart, documentEnd
            case scalar(String, isPlain: Bool)
            case listStart, listEnd, mapStart, mapEnd
            case alias(String)
        }

        let kind: Kind
        let anchor: String?
        /// The full tag: `!!int` is `tag:yaml.org,2002:int`.
        let tag: String?
        let line: Int
        let column: Int
    }

    /// Why libyaml cannot continue, in its own words.
    struct Failure: Error {
        let problem: String
        let context: String
        let line: Int
        let column: Int
        let contextLine: Int
        let contextColumn: Int
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    // libyaml reads from this memory until parsing ends.
    private let input: UnsafeMutableBufferPointer<UInt8>

    init(_ text: String) throws {
        input = .allocate(capacity: text.utf8.count)
        _ = input.initialize(from: text.utf8)
        parser = .allocate(capacity: 1)
        // The call clears the parser before it can fail, so `deinit` may always delete the parser.
        guard yaml_parser_initialize(parser) == 1 else { throw failure() }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        input.deallocate()
    }

    /// The next event. Must not be called after `streamEnd` or a failure.
    ///
    /// - Throws: `Failure`.
    func next() throws -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure() }
        defer { yaml_event_delete(&event) }
        let data = event.data
        var anchor: UnsafeMutablePointer<yaml_char_t>?
        var tag: UnsafeMutablePointer<yaml_char_t>?
        let kind: Event.Kind
        switch event.type {
        case YAML_SCALAR_EVENT:
            (anchor, tag) = (data.scalar.anchor, data.scalar.tag)
            let bytes = UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
            let isPlain = data.scalar.style == YAML_PLAIN_SCALAR_STYLE
            kind = .scalar(String(decoding: bytes, as: UTF8.self), isPlain: isPlain)
        case YAML_SEQUENCE_START_EVENT:
            (anchor, tag) = (data.sequence_start.anchor, data.sequence_start.tag)
            kind = .listStart
        case YAML_MAPPING_START_EVENT:
            (anchor, tag) = (data.mapping_start.anchor, data.mapping_start.tag)
            kind = .mapStart
        case YAML_ALIAS_EVENT: kind = .alias(Self.text(data.alias.anchor) ?? "")
        case YAML_SEQUENCE_END_EVENT: kind = .listEnd
        case YAML_MAPPING_END_EVENT: kind = .mapEnd
        case YAML_STREAM_START_EVENT: kind = .streamStart
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        default: kind = .streamEnd
        }
        return Event(
            kind: kind, anchor: Self.text(anchor), tag: Self.text(tag), line: event.start_mark.line,
            column: event.start_mark.column)
    }

    private func failure() -> Failure {
        let state = parser.pointee
        return Failure(
            problem: state.problem.map { String(cString: $0) } ?? "out of memory",
            context: state.context.map { String(cString: $0) } ?? "", line: state.problem_mark.line,
            column: state.problem_mark.column, contextLine: state.context_mark.line,
            contextColumn: state.context_mark.column)
    }

    private static func text(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        characters.map { String(cString: $0) }
    }
}

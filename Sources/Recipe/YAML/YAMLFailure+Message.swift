extension YAMLEvents.Failure {
    /// A message that recipe authors understand, and its position (0-based line and column).
    func explained(character: Character?) -> (message: String, line: Int, column: Int) {
        let opening = (contextLine, contextColumn)
        let here = (line, column)
        let (message, place): (String, (Int, Int))
        switch problem {
        case "mapping values are not allowed in this context":
            (message, place) = ("a second ':' in one line; put a value that holds ': ' in quotes", here)
        case "found character that cannot start any token" where character == "\t",
            "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            (message, place) = ("a tab cannot indent; use spaces", here)
        case "found character that cannot start any token":
            let sign = character.map { "'\($0)'" } ?? "this character"
            (message, place) = ("a value cannot start with \(sign); put it in quotes", here)
        case "found unexpected end of stream", "found unexpected document indicator":
            (message, place) = ("the quote that opens here is never closed", opening)
        case "did not find expected ',' or ']'":
            (message, place) = ("the '[' that opens here is not closed by ']', or a ',' is missing", opening)
        case "did not find expected ',' or '}'":
            (message, place) = ("the '{' that opens here is not closed by '}', or a ',' is missing", opening)
        case "did not find expected node content":
            (message, place) = ("a value is missing here, or a '[' or '{' before is never closed", here)
        case "did not find expected key":
            (message, place) = ("the line does not line up with the keys above it, from line \(contextLine + 1)", here)
        case "did not find expected '-' indicator":
            (message, place) = ("the line does not line up with the list above it, from line \(contextLine + 1)", here)
        case "could not find expected ':'":
            (message, place) = ("expected 'key: value'; a ':' is missing", opening)
        case "block sequence entries are not allowed in this context":
            (message, place) = ("a list cannot start here; its first '-' goes on a line of its own", here)
        case "mapping keys are not allowed in this context":
            (message, place) = ("a key cannot stand here", here)
        case "found undefined tag handle":
            (message, place) = ("a recipe has no tags such as '!name'", here)
        case "found unknown escape character":
            (message, place) = ("no such escape in double quotes; write '\\\\' for a backslash", here)
        case "found incompatible YAML document":
            (message, place) = ("the '%YAML' line names a version that is not 1.1 or 1.2", here)
        case "did not find expected <document start>":
            (message, place) = ("a recipe is one mapping of 'key: value' lines; this is something else", here)
        default:
            (message, place) = ("not YAML: " + (context.isEmpty ? problem : "\(problem) \(context)"), here)
        }
        return (message, place.0, place.1)
    }
}

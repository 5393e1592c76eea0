extension YAMLEvents.Failure {
    /// A message that recipe authors understand, and its position (0-based line and column).
    func explained(character: Character?) -> (message: String, line: Int, column: Int) {
        let opening = (contextLine, contextColumn)
        let here = (line, column)
        let (message, place): (String, (Int, Int))
        switch problem {
        case "mapping values are not allowed in this context":
            (message, place) = ("a second ':' in one line; put a value that contains ': ' in quotes", here)
        case "found character that cannot start any token" where character == "\t",
            "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            (message, place) = ("tabs are not allowed as indentation; use spaces", here)
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
            (message, place) = ("a value is missing here, or a '[' or '{' before it is never closed", here)
        case "did not find expected key":
            (message, place) = ("the line is not aligned with the keys above it, from line \(contextLine + 1)", here)
        case "did not find expected '-' indicator":
            (message, place) = ("the line is not aligned with the list above it, from line \(contextLine + 1)", here)
        case "could not find expected ':'":
            (message, place) = ("expected 'key: value'; a ':' is missing", opening)
        case "block sequence entries are not allowed in this context":
            (message, place) = ("a list cannot start here; put its first '-' on a new line", here)
        case "mapping keys are not allowed in this context":
            (message, place) = ("a key is not allowed here", here)
        case "found undefined tag handle":
            (message, place) = ("tags such as '!name' are not allowed in recipes", here)
        case "found unknown escape character":
            (message, place) = ("unknown escape in double quotes; write '\\\\' for a backslash", here)
        case "found incompatible YAML document":
            (message, place) = ("unknown version in the '%YAML' line; expected 1.1 or 1.2", here)
        case "did not find expected <document start>":
            (message, place) = ("expected one mapping of 'key: value' lines", here)
        default:
            (message, place) = ("not YAML: " + (context.isEmpty ? problem : "\(problem) \(context)"), here)
        }
        return (message, place.0, place.1)
    }
}

import ArgumentParser
import MuseKit
import MuseRecipe

struct ImportWeightsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import-weights",
        abstract: "Converts a GPT-2 or Llama model of Hugging Face's transformers to a model of muse.",
        discussion: """
            SOURCE is a folder written by transformers' save_pretrained, or its .safetensors file with config.json \
            beside it. Its tokens are those of the recipe's tokenizer, matched by number, and a start token. Recipes \
            use the result as `generator: {type: transformer, pretrained: OUT}`.
            """)

    @Argument(help: "The folder or file to read.") var source: String
    @Argument(help: "A recipe with the model's tokenizer.") var recipe: String
    @Argument(help: "The folder to write.") var out: String
    @Option(help: ArgumentHelp("The start token, which precedes the first token of a tune.", valueName: "number"))
    var start: Int?
    @Option(name: .customLong("set"), help: ArgumentHelp("Changes the recipe.", valueName: "key=value"))
    var overrides: [String] = []

    func validate() throws {
        if out.isEmpty { throw ValidationError("OUT must name a folder.") }
    }

    func run() throws {
        try Muse.installed().importWeights(
            source, recipe: recipe, overrides: overrides.map { Override($0) }, start: start, to: out)
        try Terminal.output(line: out)
    }
}

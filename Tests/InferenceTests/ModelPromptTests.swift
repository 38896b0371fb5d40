import Dialogue
import Testing

@testable import Dialogue

/// A prompt is checked as a whole at start, each error with its line.
@Suite struct ModelPromptTests {
  private static let schema = """
    schema:
      type: object
      properties:
        acts:
          type: array
          items: {type: object, properties: {intent: {type: string, enum: [find]}}}
    """

  @Test func `ours is in order`() throws {
    let prompt = try Project.prompt()
    let system = prompt.system(for: .about("hi"))
    #expect(system.contains("the shop Hill & Co"))
    #expect(system.contains("USD"))
    #expect(!system.contains("{{"))
    #expect(prompt.schema["properties"]?["acts"]?["type"] == "array")
  }

  /// What a model may propose and what its schema lets it say are one list.
  @Test func `the schema names what may be proposed`() throws {
    let act = try Project.prompt().schema["properties"]?["acts"]?["items"]
    let named = Set((act?["properties"]?["intent"]?["enum"]?.array ?? []).compactMap(\.string))
    #expect(named == Set(ProposalReader.permitted.map(\.rawValue)))
    guard case .object(let properties)? = act?["properties"] else { return #expect(Bool(false), "no properties") }
    #expect(Set((act?["required"]?.array ?? []).compactMap(\.string)) == Set(properties.keys), "strict schemas")
  }

  @Test(arguments: [
    ("no front matter", 1, "no front matter"),
    ("---\nmaximum_tokens: 400\n", 1, "no front matter"),
    ("---\nmaximum_tokens: many\nSCHEMA\n---\nRead.\n", 2, "'many'"),
    ("---\ntimeout_ms: 90000\nSCHEMA\n---\nRead.\n", 2, "'90000'"),
    ("---\nSCHEMA\ntemperature: 3\n---\nRead.\n", 8, "'3'"),
    ("---\nmodel: x\nSCHEMA\n---\nRead.\n", 2, "the key 'model'"),
    ("---\nmaximum_tokens: 400\n---\nRead.\n", 2, "no schema"),
    ("---\nSCHEMA\n---\nRead {{shop}}.\n", 9, "{{shop}}"),
    ("---\nSCHEMA\n---\n\n", 9, "no instructions"),
    ("---\nschema: {type: object}\n---\nRead.\n", 2, "without acts"),
    ("---\nmaximum_tokens: [\n---\nRead.\n", 3, ""),
  ])
  func `an error has its line`(text: String, line: Int, found: String) {
    let errors = #expect(throws: ConfigurationErrors.self) {
      try ModelPrompt.read(text.replacing("SCHEMA", with: Self.schema), file: "p.md")
    }
    #expect(errors?.problems.first?.line == line, "\(errors?.description ?? "")")
    #expect(errors?.problems.first?.found.contains(found) == true, "\(errors?.description ?? "")")
  }

  @Test func `a schema that offers what may not be proposed is refused`() {
    let text = "---\n" + Self.schema.replacing("[find]", with: "[find, confirm]") + "\n---\nRead.\n"
    let errors = #expect(throws: ConfigurationErrors.self) { try ModelPrompt.read(text, file: "p.md") }
    #expect(errors?.problems.first?.found == "the intent 'confirm'")
  }
}

import Dialogue
import Foundation
import OwnerChat
import Testing
import Workflows
import Yams

/// The rules on `prompts/`: nothing missing, nothing dead.
@Suite struct PromptTests {
  private static let replies = "prompts/replies/en.yaml"
  private static let declared = Workflows.registry.texts.union(ConversationEngine.texts).union(ShopDesk.texts)

  /// Intents that no words mean: an adapter or a workflow makes them.
  private static let unspoken: Set<Intent> = [
    // A rule over what is in the cart.
    .keepOnly,
    // A tapped or numbered choice.
    .pick,
    // A courtesy after something was put into the cart.
    .acknowledge,
    // An answer to a question that was asked.
    .inform,
    // Nothing was understood.
    .unclear,
    // A question of something that a product's text tells: by the topics of prompts/questions.
    .askAbout,
    // Something that is no text, and a text that was changed afterwards.
    .attachment, "edit",
    // What happened to an order, and the question that a workflow hands on.
    .orderNotice, .confirmAge,
    // Commands, codes and short wishes that are read outright, as whole messages.
    .staffOrder, .counterSale, .staffExchange, .coupon, .payOrder, .payInHand, .deleteData, .exportData, .loyalty,
    .watchStock,
    // What is said of a bundle that is talked about, and a shared place.
    "bundle_without", "bundle_with", "bundle_swap", "nearest_place",
    // A language's name with words of asking, from the grammars' lists.
    .setLanguage,
    // What the desk hears, and a code.
    .askFigures, .linkStaff,
  ]

  private static func texts() throws -> Set<TextKey> {
    try ReplyTexts.load(path: Project.root + "/" + replies, language: "en", needed: declared).keys
  }

  @Test func `every text that is said is there, and every text there is said`() throws {
    let dead = try Self.texts().subtracting(Self.declared)
    #expect(dead.isEmpty, "nobody says \(dead.map(\.rawValue).sorted())")
  }

  @Test func `a declared text is also used, and a used one declared`() throws {
    let used = try Self.usedKeys()
    let unsaid = Self.declared.filter { key in
      !used.whole.contains(key.rawValue) && !used.beginnings.contains { key.rawValue.hasPrefix($0) }
    }
    #expect(unsaid.isEmpty, "declared and never said: \(unsaid.map(\.rawValue).sorted())")
    let sections = Set(Self.declared.map { $0.rawValue.prefix { $0 != "." } })
    let undeclared = used.whole.filter { text in
      sections.contains(text.prefix { $0 != "." }) && !Self.declared.contains(TextKey(rawValue: text))
    }
    #expect(undeclared.isEmpty, "said and never declared: \(undeclared.sorted())")
  }

  @Test func `an intent that words can mean has examples and phrases or rules`() throws {
    let examples = try Self.examples()
    for workflow in Workflows.registry.workflows {
      for intent in workflow.intents where !Self.unspoken.contains(intent) {
        #expect(examples[intent.rawValue] != nil, "\(workflow.name) takes \(intent), which has no examples")
      }
    }
  }

  @Test func `every intent with examples has a workflow`() throws {
    let taken = Set(Workflows.registry.workflows.flatMap(\.intents))
    for intent in try Self.examples().keys.sorted() {
      let isKnown = taken.contains(Intent(rawValue: intent)) || intent == Intent.swap.rawValue
      #expect(isKnown, "nobody takes \(intent)")
    }
  }

  @Test func `no two workflows take one intent or have one name`() {
    let all = Workflows.registry.workflows
    #expect(Set(all.map(\.name)).count == all.count)
    let intents = all.flatMap(\.intents)
    #expect(Set(intents).count == intents.count)
  }

  @Test func `a button's text has 20 characters at most`() throws {
    let root = try #require(try Yams.load(yaml: Project.file(Self.replies).text) as? [String: [String: Any]])
    let buttons = try #require(root["button"])
    for (name, text) in buttons {
      let title = try #require(text as? String)
      #expect(title.count <= 20, "button.\(name) has \(title.count)")
    }
  }

  @Test func `every file of settings and prompts is well-formed`() throws {
    let files = try Project.files(under: "prompts", ".yaml") + Project.files(under: "channels", ".yaml")
    for file in files { #expect(throws: Never.self, "\(file)") { try Yams.compose(yaml: file.text) } }
    _ = try PromptLibrary.load(directory: Project.root + "/prompts", texts: Self.declared, classifiers: [:])
  }

  /// By intent, with its texts.
  private static func examples() throws -> [String: [String]] {
    var examples: [String: [String]] = [:]
    for file in try Project.files(under: "prompts/intents/en", ".yaml") {
      let root = try #require(try Yams.load(yaml: file.text) as? [String: Any], "\(file)")
      let intent = try #require(root["intent"] as? String, "\(file)")
      #expect(file.path.hasSuffix("/\(intent).yaml"), "\(file) holds \(intent)")
      examples[intent] = try #require(root["examples"] as? [String], "\(file)")
    }
    return examples
  }

  /// Text keys in the code outside the lists that declare them, and the beginnings of those that are put together.
  private static func usedKeys() throws -> (whole: Set<String>, beginnings: Set<String>) {
    var whole: Set<String> = []
    var beginnings: Set<String> = []
    for file in try Project.swift(under: "Sources/Workflows") + Project.swift(under: "Sources/Dialogue")
      + Project.swift(under: "Sources/souk/Serving")
      + Project.swift(under: "Sources/OwnerChat")
    {
      for literal in literals(in: withoutDeclarations(file.text)) {
        let parts = literal.split(separator: "\\", maxSplits: 1, omittingEmptySubsequences: false)
        guard isKey(parts[0]) else { continue }
        if parts.count == 1, !literal.hasSuffix(".") {
          whole.insert(literal)
        } else if parts.count > 1 {
          beginnings.insert(String(parts[0]))
        }
      }
    }
    return (whole, beginnings)
  }

  /// `section.name`, or the beginning of one.
  private static func isKey(_ text: Substring) -> Bool {
    let isLegal = text.utf8.allSatisfy { $0 == 46 || $0 == 95 || (97...122).contains($0) }
    return isLegal && text.dropFirst().contains(".")
  }

  /// Leaves out each `texts: [TextKey] = [ … ]`.
  private static func withoutDeclarations(_ text: String) -> String {
    var out = ""
    var rest = Substring(text)
    while let start = rest.range(of: "texts: [TextKey] =") {
      out += rest[..<start.lowerBound]
      guard let open = rest[start.upperBound...].firstIndex(of: "["),
        let end = rest[open...].firstIndex(of: "]")
      else { break }
      rest = rest[rest.index(after: end)...]
    }
    return out + rest
  }

  private static func literals(in text: String) -> [String] {
    text.split(separator: "\n").filter { !$0.trimmingCharacters(in: .whitespaces).hasPrefix("//") }.flatMap { line in
      line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().filter { !$0.offset.isMultiple(of: 2) }
        .map { String($0.element) }
    }
  }
}

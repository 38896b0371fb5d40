import Foundation
import Testing

/// The documents say what is so: their conversation plays, and what they name is there.
@Suite struct DocumentTests {
  private static let documents = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]

  private static func all() throws -> [Project.File] {
    try documents.map(Project.file) + Project.files(under: "docs", ".md")
  }

  /// A shopper's line and all that answers it.
  private struct Exchange {
    var said: String
    var answer: [String] = []
  }

  @Test func `the README's conversation goes word for word as it says`() async throws {
    let exchanges = try Self.conversation()
    #expect(exchanges.count >= 4)
    try await ReadmeShop.with { shop in
      for (number, exchange) in exchanges.enumerated() {
        let printed = try await shop.say(exchange.said, number: number)
        let lines = printed.flatMap { $0.split(separator: "\n").map(String.init) }
        #expect(lines == exchange.answer, "after '\(exchange.said)'")
      }
    }
  }

  private static func conversation() throws -> [Exchange] {
    let lines = try Project.file("README.md").lines.map(String.init)
    let prompt = "you> "
    let start = try #require(lines.firstIndex { $0.hasPrefix(prompt) })
    var exchanges: [Exchange] = []
    for line in lines[start...].prefix(while: { !$0.hasPrefix("```") }) where !line.isEmpty {
      if line.hasPrefix(prompt) {
        exchanges.append(Exchange(said: String(line.dropFirst(prompt.count))))
      } else {
        exchanges[exchanges.count - 1].answer.append(line)
      }
    }
    return exchanges
  }

  @Test func `every file that a document names is there`() throws {
    let starts = ["Sources/", "Tests/", "docs/", "scripts/", "prompts/", "channels/", "Benchmarks/"]
    for document in try Self.all() {
      for name in Self.quoted(document.text) where starts.contains(where: { name.hasPrefix($0) }) {
        let isPattern = name.contains("<") || name.contains("*") || name.contains(" ") || name.contains("…")
        if !isPattern { #expect(Project.exists(name), "\(document) names \(name)") }
      }
      for link in Self.links(document.text) where !link.contains("://") && !link.hasPrefix("#") {
        let folder = document.path.contains("/") ? "docs/" : ""
        #expect(Project.exists(folder + link.prefix { $0 != "#" }), "\(document) links to \(link)")
      }
    }
  }

  @Test func `the table of the environment has every variable that is read, and no other`() throws {
    let table = try Set(Self.quoted(Project.file("docs/operating.md").text).filter(Self.isVariable))
    let read = try Set(
      Project.swift(under: "Sources").flatMap { file in
        file.text.split(separator: "\"").map(String.init).filter(Self.isVariable)
      })
    #expect(read.subtracting(table).isEmpty, "not documented")
    let known = ["XDG_CACHE_HOME", "SOUK_TEST_POSTGRES_URL", "SOUK_BENCHMARKS"]
    #expect(table.subtracting(read).subtracting(known).isEmpty, "documented and not read")
  }

  @Test func `every command is described`() throws {
    let text = try Project.file("docs/operating.md").text
    for file in try Project.swift(under: "Sources/souk/Commands") {
      for name in file.text.split(separator: "commandName: \"").dropFirst().map({ $0.prefix { $0 != "\"" } }) {
        // A group's command follows the group's name: `souk eval intents`.
        let isThere = try text.contains(Regex("souk ([a-z]+ )?\(name)\\b"))
        #expect(isThere, "souk \(name) of \(file.path)")
      }
    }
  }

  @Test func `no document shows a path of somebody's machine`() throws {
    for document in try Self.all() {
      for start in ["/home/", "/Users/", "/root/", "/tmp/"] {
        #expect(!document.text.contains(start), "\(document) has \(start)")
      }
    }
  }

  private static func isVariable(_ text: String) -> Bool {
    ["SOUK_", "WHATSAPP_", "TELEGRAM_", "XDG_"].contains { text.hasPrefix($0) && text.count > $0.count }
      && text.utf8.allSatisfy { (65...90).contains($0) || $0 == 95 || (48...57).contains($0) }
  }

  /// What stands in backquotes.
  private static func quoted(_ text: String) -> [String] {
    text.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { !$0.offset.isMultiple(of: 2) }
      .map { String($0.element) }
  }

  private static func links(_ text: String) -> [String] {
    text.split(separator: "](").dropFirst().map { String($0.prefix { $0 != ")" }) }
  }
}

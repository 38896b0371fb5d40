import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// `souk eval search` on files as somebody else makes them.
  @Suite struct SearchEvaluationTests {
    private struct Line: Decodable {
      struct Hit: Decodable {
        var id: String
        var score: Double
      }
      var query: String
      var results: [Hit]
    }

    private static let catalog = """
      id\ttitle\tbrand\tdescription\tattributes\tprice
      a1\tStorm lantern\tNorthwind\tBurns for two nights\tbrass ; oil\t24.00
      b2\tRain jacket\tNorthwind\tKeeps the rain out\tblue\t79.5
      c3\tTrail mix\tLarder\tNuts and raisins\t\t6.999
      """

    private static func run(
      _ files: [String: String], _ arguments: String...
    ) async throws -> (run: SoukProgram.Outcome, lines: [Line]) {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("souk-eval-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer {
        do { try FileManager.default.removeItem(at: folder) } catch { Issue.record("\(folder.path) stays: \(error)") }
      }
      for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
      let run = try await SoukProgram.run(
        ["eval", "search", "--catalog", "catalog.tsv", "--queries", "queries.tsv"] + arguments, environment: [:],
        folder: folder)
      let lines = try run.output.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
      return (run, lines)
    }

    @Test func `every query gives a line in its order, an empty one an empty list`() async throws {
      let queries = "split\tquery\tnote\ntest\tlantren\tx\ntest\t\t\ntest\tsnack\n"
      let (run, lines) = try await Self.run(["catalog.tsv": Self.catalog, "queries.tsv": queries], "--top", "2")
      #expect(run.status == 0, "\(run)")
      #expect(lines.map(\.query) == ["lantren", "", "snack"])
      #expect(lines.first?.results.first?.id == "a1" && lines.allSatisfy { $0.results.count <= 2 })
      #expect(lines.count == 3 && lines[1].results.isEmpty && lines[2].results.first?.id == "c3", "\(run.output)")
      for part in ["build: 3 products in ", "queries: 3, p50 ", " p95 ", " p99 ", "memory: "] {
        #expect(run.errors.contains(part), "\(run.errors)")
      }
    }

    @Test func `what cannot be read is named with its line, and the rest is ranked`() async throws {
      let catalog =
        "\u{feff}ID\tcolour\ttitle\tprice\r\na1\tred\tStorm lantern\t24 or so\r\nb2\r\n\tblue\tNobody\t1\r\n"
        + "a1\tgreen\tAnother lantern\t1\r\n\r\nc3\tred\tTrail mix"
      let queries = "split\tquery\ntest\ntest\tlantern\ntest\tmix\n"
      let (run, lines) = try await Self.run(["catalog.tsv": catalog, "queries.tsv": queries])
      #expect(run.status == 0, "\(run)")
      #expect(lines.map(\.query) == ["lantern", "mix"])
      #expect(lines.first?.results.first?.id == "a1" && lines.last?.results.first?.id == "c3", "\(run.output)")
      let told = [
        "queries.tsv:2: 1 cell where", "catalog.tsv:1: 'colour' not read", "catalog.tsv:2: the price '24 or so'",
        "catalog.tsv:3: 1 cell where", "catalog.tsv:4: no id", "catalog.tsv:5: the id 'a1' is that of line 2",
        "build: 2 products",
      ]
      for part in told { #expect(run.errors.contains(part), "\(part) in \(run.errors)") }
    }

    @Test func `a file that is no catalogue or no list of queries is refused with what it lacks`() async throws {
      let good = "query\nlantern\n"
      let wrong: [(files: [String: String], says: String)] = [
        (["catalog.tsv": "name\tprice\nx\t1\n", "queries.tsv": good], "catalog.tsv:1: no column 'id', 'title'"),
        (["catalog.tsv": "id\ttitle\n", "queries.tsv": good], "catalog.tsv has no lines to read"),
        (["catalog.tsv": Self.catalog, "queries.tsv": "text\nlantern\n"], "queries.tsv:1: no column 'query'"),
        (["queries.tsv": good], "catalog.tsv"),
      ]
      for (files, says) in wrong {
        let (run, _) = try await Self.run(files)
        #expect(run.status == 1 && run.output == "" && run.errors.contains(says), "\(says): \(run)")
      }
    }
  }
}

import ArgumentParser
import Foundation
import Search

/// `souk eval search`: indexes a catalogue file and ranks its products for each query of another.
struct EvalSearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Rank a catalogue file's products for each query of another file.",
    discussion: """
      The catalogue is tab-separated with a header that names 'id' and 'title' and may name 'brand', 'description', \
      'category', 'attributes' (values separated by ' ; ') and 'price'; or any file that 'souk import' takes. Columns \
      of other names are not read, and lines without an id are left out; both are said. The queries are tab-separated \
      with a column 'query', and each gives a line. The index, the synonyms and the embedding table are the \
      server's. What building and searching took goes to standard error.
      """)

  @Option(help: "The products.")
  var catalog: String

  @Option(help: "The queries.")
  var queries: String

  @Option(help: "Results a query at most.")
  var top = 100

  @Option(help: "jsonl (a line a query) or text.")
  var format: EvaluationFormat = .jsonl

  func validate() throws {
    guard top > 0, top <= SearchEvaluation.mostResults else {
      throw ValidationError("--top is between 1 and \(SearchEvaluation.mostResults)")
    }
  }

  func run() async throws {
    let configuration = try environment()
    let file = try TabSeparatedFile(queries, columns: ["query"], shortLines: .leaveOut)
    let queries = file.lines.map { $0.cells[0] }
    let search = try Souk.search(home: configuration.home)
    let before = ProcessMemory.resident
    let evaluation = try evaluation(search)
    report(file.problems)
    var times = SearchEvaluation.Times()
    for query in queries {
      let results = evaluation.rank(query, limit: top, times: &times)
      switch format {
      case .jsonl: print(try results.json)
      case .text: print(results.text)
      }
    }
    Self.say(evaluation.report(times: times, residentBefore: before))
  }

  /// The products themselves are let go of as soon as they are indexed.
  private func evaluation(_ search: CatalogIndexes) throws -> SearchEvaluation {
    let file = try EvaluationCatalog(path: catalog)
    report(file.problems)
    return try SearchEvaluation(products: file.products, search: search)
  }

  private func report(_ problems: [String]) {
    for problem in problems.prefix(Self.problemsShown) { Self.say("souk: \(problem)\n") }
    let rest = problems.count - Self.problemsShown
    if rest > 0 { Self.say("souk: and \(rest) more of the kind\n") }
  }

  private static func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

  /// The first ones nearly always show what is the matter with all.
  private static let problemsShown = 20
}

enum EvaluationFormat: String, ExpressibleByArgument, CaseIterable {
  case jsonl
  case text
}

import ArgumentParser
import Foundation

/// `souk eval search`: indexes a catalogue file and ranks its products for each query of another.
struct EvalSearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Rank a catalogue file's products for each query of another file.",
    discussion: """
      The catalogue is tab-separated with a header that names 'id' and 'title' and may name 'brand', 'description', \
      'category', 'attributes' (values separated by ' ; ') and 'price'; or any file that 'souk import' takes. The \
      queries are tab-separated with a column 'query'. The index, the synonyms and the embedding table are the \
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
    let queries = try TabSeparatedFile(queries, columns: ["query"]).lines.compactMap(\.cells.first)
    let before = ProcessMemory.resident
    let products = try EvaluationCatalog.read(catalog)
    let evaluation = try SearchEvaluation(products: products, search: Souk.search(home: configuration.home))
    var times: [Duration] = []
    times.reserveCapacity(queries.count)
    for query in queries {
      let (results, time) = evaluation.rank(query, limit: top)
      times.append(time)
      switch format {
      case .jsonl: print(try results.json)
      case .text: print(results.text)
      }
    }
    FileHandle.standardError.write(Data(evaluation.report(times: times, residentBefore: before).utf8))
  }
}

enum EvaluationFormat: String, ExpressibleByArgument, CaseIterable {
  case jsonl
  case text
}

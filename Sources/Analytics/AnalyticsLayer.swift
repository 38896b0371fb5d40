import Commerce
import Dialogue
import Foundation
import Yams

/// The semantic layer: what a shop's figures are called and how each is worked out, read from `prompts/analytics`.
package struct AnalyticsLayer: Sendable {
  struct Fact: Sendable {
    enum Kind: String, Sendable, CaseIterable { case sql, history, chat }

    let columns: Set<String>
    /// Its rows by where they are from; one alone where that is one place.
    let branches: [(kind: Kind, sql: String)]
    /// Its rows stand for a whole period, so that a series needs it once a bucket.
    let isOnePeriod: Bool
    /// Its rows are of all orders up to the period's end, and answer for no shorter period.
    let isWholeHistory: Bool
    /// Its rows are of this moment, whatever the period.
    let isOfNow: Bool
  }

  enum Formula: Sendable, Hashable {
    /// SQL of an aggregate by fact, in the order in which facts are tried.
    case sums([Source])
    /// The middle one of a column's values, or halfway between the middle two.
    case median([Source])
    case ratio(String, String)
    case difference(String, String)
  }

  struct Source: Sendable, Hashable {
    let fact: String
    let sql: String
  }

  struct Metric: Sendable {
    let name: String
    let title: String
    let unit: AnalyticsAnswer.Kind
    let definition: String
    let words: [String]
    /// The dimension whose different values it counts.
    let counted: String?
    let formula: Formula
  }

  enum Cycle: String, Sendable { case hour, weekday, dayType = "day_type", dayPart = "day_part", dayHalf = "day_half" }

  struct Dimension: Sendable {
    enum Source: Sendable, Hashable {
      case column(String)
      case period(CalendarUnit)
      case cycle(Cycle)
    }

    let name: String
    let title: String
    let source: Source
    /// What is selected of the column, where it is not the column itself; `{start}` is where the period begins.
    let expression: String?
    /// Its values, where they are not the shop's own.
    let values: [String]
    let labelColumn: String?
    let hasNames: Bool
    let isPath: Bool
    let dropsEmpty: Bool
    let words: [String]

    var isTime: Bool { if case .column = source { false } else { true } }
  }

  let facts: [String: Fact]
  /// In the files' order.
  let metrics: [Metric]
  let dimensions: [Dimension]

  func metric(_ name: String) -> Metric? { metrics.first { $0.name == name } }
  func dimension(_ name: String) -> Dimension? { dimensions.first { $0.name == name } }

  /// - Throws: `ConfigurationErrors` with file and line of everything that is wrong.
  package static func load(directory: String) throws -> AnalyticsLayer {
    try load(LayerReader(directory: directory, metricsFile: "metrics.yaml", factFiles: ["facts.yaml"]))
  }

  /// The layer that splits a change into its causes: figures nobody asks for by name, over the same facts and more.
  package static func loadCauses(directory: String) throws -> AnalyticsLayer {
    try load(
      LayerReader(directory: directory, metricsFile: "causes.yaml", factFiles: ["facts.yaml", "causes.yaml"]))
  }

  private static func load(_ reader: LayerReader) throws -> AnalyticsLayer {
    var reader = reader
    let layer = reader.read()
    guard reader.problems.isEmpty else { throw ConfigurationErrors(reader.problems) }
    return layer
  }
}

private struct LayerReader {
  let directory: String
  let metricsFile: String
  let factFiles: [String]
  var problems: [ConfigurationProblem] = []
  private var patterns: PhrasePatterns?

  init(directory: String, metricsFile: String, factFiles: [String]) {
    (self.directory, self.metricsFile, self.factFiles) = (directory, metricsFile, factFiles)
  }

  /// The words of a figure or dimension, each pattern as all its phrases.
  private func words(_ node: Node?, _ file: inout YAMLSource) -> [String] {
    let list = file.strings(node, as: "words")
    return patterns?.expanded(list, node, &file) ?? list
  }

  mutating func read() -> AnalyticsLayer {
    patterns = PhrasePatterns(directory: directory, &problems)
    let facts = readFacts()
    let dimensions = readDimensions(facts)
    let metrics = readMetrics(facts)
    return AnalyticsLayer(facts: facts, metrics: metrics, dimensions: dimensions)
  }

  private mutating func readFacts() -> [String: AnalyticsLayer.Fact] {
    var facts: [String: AnalyticsLayer.Fact] = [:]
    for name in factFiles { readFacts(name, &facts) }
    return facts
  }

  private mutating func readFacts(_ name: String, _ facts: inout [String: AnalyticsLayer.Fact]) {
    var file = YAMLSource(path: directory + "/" + name)
    var references: [(node: Node, names: Set<String>)] = []
    for (name, node) in file.pairs(of: file.root?.mapping?["facts"] ?? file.root, as: "facts") {
      let branches = AnalyticsLayer.Fact.Kind.allCases.compactMap { kind in
        file.string(node.mapping?[kind.rawValue], as: kind.rawValue).map { (kind: kind, sql: $0) }
      }
      if branches.isEmpty { file.note(node, found: "no sql in fact '\(name)'", expected: "sql, or history and chat") }
      for branch in branches { check(branch.sql, of: name, node, &file) }
      let sql = branches.map(\.sql).joined(separator: "\n")
      let columns = Set(file.strings(node.mapping?["columns"], as: "columns"))
      let isOnePeriod = file.string(node.mapping?["one_period"], as: "one_period") == "true"
      let isWhole = file.string(node.mapping?["whole_history"], as: "whole_history") == "true"
      let isOfNow = file.string(node.mapping?["of_now"], as: "of_now") == "true"
      facts[name] = AnalyticsLayer.Fact(
        columns: columns, branches: branches, isOnePeriod: isOnePeriod, isWholeHistory: isWhole, isOfNow: isOfNow)
      references.append((node, Self.references(sql)))
      for column in columns where !sql.contains(column) && Self.references(sql).isEmpty {
        file.note(node, found: "column '\(column)' that fact '\(name)' does not select", expected: "a selected column")
      }
    }
    for (node, names) in references {
      for name in names where facts[name] == nil {
        file.note(node, found: "unknown fact '\(name)'", expected: Self.list(facts.keys))
      }
    }
    problems += file.problems
  }

  /// Every table is reached through its store: a fact without {store} must be made of other facts.
  private func check(_ sql: String, of name: String, _ node: Node, _ file: inout YAMLSource) {
    if !sql.contains("{store}"), Self.references(sql).isEmpty {
      file.note(node, found: "fact '\(name)' without {store}", expected: "rows of one store")
    }
  }

  /// The facts a fact is made of.
  private static func references(_ sql: String) -> Set<String> {
    let own = Set(["store", "from", "to", "currency"]).union(SegmentRules.values.map(\.name))
    return Set(
      sql.split(separator: "{").dropFirst().compactMap { part in
        part.firstIndex(of: "}").map { String(part[..<$0]).replacing(".ever", with: "") }
      }
    ).subtracting(own)
  }

  private mutating func readDimensions(_ facts: [String: AnalyticsLayer.Fact]) -> [AnalyticsLayer.Dimension] {
    var file = YAMLSource(path: directory + "/dimensions.yaml")
    var out: [AnalyticsLayer.Dimension] = []
    let columns = facts.values.reduce(into: Set<String>()) { $0.formUnion($1.columns) }
    for (name, node) in file.pairs(of: file.root?.mapping?["dimensions"], as: "dimensions") {
      let map = node.mapping
      var source: AnalyticsLayer.Dimension.Source?
      if let column = file.string(map?["column"], as: "column") {
        if !columns.contains(column) {
          file.note(map?["column"], found: "column '\(column)' that no fact has", expected: Self.list(columns))
        }
        source = .column(column)
      } else if let unit = file.string(map?["period"], as: "period").flatMap(CalendarUnit.init) {
        source = .period(unit)
      } else if let cycle = file.string(map?["cycle"], as: "cycle").flatMap(AnalyticsLayer.Cycle.init) {
        source = .cycle(cycle)
      }
      guard let source else {
        file.note(node, found: "dimension '\(name)' of nothing", expected: "a column, a period or a cycle")
        continue
      }
      out.append(
        AnalyticsLayer.Dimension(
          name: name, title: file.string(map?["title"], as: "title") ?? name, source: source,
          expression: file.string(map?["sql"], as: "sql"), values: file.strings(map?["values"], as: "values"),
          labelColumn: file.string(map?["label"], as: "label"),
          hasNames: file.string(map?["names"], as: "names") == "true",
          isPath: file.string(map?["path"], as: "path") == "true",
          dropsEmpty: file.string(map?["drops_empty"], as: "drops_empty") == "true",
          words: words(map?["words"], &file)))
    }
    problems += file.problems
    return out
  }

  private mutating func readMetrics(_ facts: [String: AnalyticsLayer.Fact]) -> [AnalyticsLayer.Metric] {
    var file = YAMLSource(path: directory + "/" + metricsFile)
    var out: [AnalyticsLayer.Metric] = []
    var operands: [(node: Node?, names: [String])] = []
    for (name, node) in file.pairs(of: file.root?.mapping?["metrics"], as: "metrics") {
      let map = node.mapping
      guard let unit = file.string(map?["unit"], as: "unit").flatMap(AnalyticsAnswer.Kind.init) else {
        file.note(node, found: "metric '\(name)' without a unit", expected: "money, count or percent")
        continue
      }
      let definition = file.string(map?["definition"], as: "definition") ?? ""
      if definition.isEmpty { file.note(node, found: "metric '\(name)' without a definition", expected: "a sentence") }
      guard let formula = formula(map, of: name, node, facts, &file, &operands) else { continue }
      out.append(
        AnalyticsLayer.Metric(
          name: name, title: file.string(map?["title"], as: "title") ?? name, unit: unit, definition: definition,
          words: words(map?["words"], &file), counted: file.string(map?["counts"], as: "counts"),
          formula: formula))
    }
    let names = Set(out.map(\.name))
    for (node, used) in operands {
      for name in used where !names.contains(name) {
        file.note(node, found: "unknown metric '\(name)'", expected: Self.list(names))
      }
    }
    problems += file.problems
    return out
  }

  private func formula(
    _ map: Node.Mapping?, of name: String, _ node: Node, _ facts: [String: AnalyticsLayer.Fact],
    _ file: inout YAMLSource, _ operands: inout [(node: Node?, names: [String])]
  ) -> AnalyticsLayer.Formula? {
    if let median = map?["median"] {
      return .median(sources(median, of: name, node, facts, &file))
    }
    for key in ["ratio", "difference"] {
      guard let pair = map?[key] else { continue }
      let names = file.strings(pair, as: key)
      operands.append((pair, names))
      guard names.count == 2 else {
        file.note(pair, found: "\(names.count) metrics", expected: "two metrics")
        return nil
      }
      return key == "ratio" ? .ratio(names[0], names[1]) : .difference(names[0], names[1])
    }
    let sources = sources(map?["of"], of: name, node, facts, &file)
    return sources.isEmpty ? nil : .sums(sources)
  }

  private func sources(
    _ map: Node?, of name: String, _ node: Node, _ facts: [String: AnalyticsLayer.Fact], _ file: inout YAMLSource
  ) -> [AnalyticsLayer.Source] {
    let sources = file.pairs(of: map, as: "of").compactMap { fact, value -> AnalyticsLayer.Source? in
      if facts[fact] == nil { file.note(value, found: "unknown fact '\(fact)'", expected: Self.list(facts.keys)) }
      return file.string(value, as: "SQL").map { AnalyticsLayer.Source(fact: fact, sql: $0) }
    }
    if sources.isEmpty {
      file.note(node, found: "metric '\(name)' of nothing", expected: "of, median, ratio or difference")
    }
    return sources
  }

  private static func list(_ names: some Sequence<String>) -> String {
    "one of " + names.sorted().joined(separator: ", ")
  }
}

/// An import told to whoever ran it: a summary, then one line a problem.
package struct ImportReport: Sendable {
  /// More problems than this are counted and not shown; the first ones nearly always show the pattern.
  package static let problemsShown = 50

  package let result: ImportResult

  package init(_ result: ImportResult) { self.result = result }

  package var text: String {
    ([summary] + lines(result.problems, of: "problem") + lines(result.notes.map(asNote), of: "note"))
      .joined(separator: "\n")
  }

  /// `Shopify product CSV: 60 products with 91 variants from 97 rows; 2 rows left out`.
  package var summary: String {
    let counts = result.counts
    let kept =
      result.format.isOrders
      ? Self.count(counts.orders, "order")
      : "\(Self.count(counts.products, "product")) with \(Self.count(counts.variants, "variant"))" + bundles
    let left = counts.rowsLeftOut > 0 ? "; \(Self.count(counts.rowsLeftOut, "row")) left out" : ""
    return "\(result.format.name): \(kept) from \(Self.count(counts.rows, "row"))\(left)"
  }

  private var bundles: String {
    result.bundles.isEmpty ? "" : " and \(Self.count(result.bundles.count, "bundle"))"
  }

  private func asNote(_ note: RowProblem) -> String { "note: \(note)" }

  private func lines(_ problems: [RowProblem], of kind: String) -> [String] {
    lines(problems.map(\.description), of: kind)
  }

  private func lines(_ all: [String], of kind: String) -> [String] {
    let rest = all.count - Self.problemsShown
    return all.prefix(Self.problemsShown) + (rest > 0 ? ["and \(rest) more \(kind)\(rest == 1 ? "" : "s")"] : [])
  }

  private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}

import CatalogImport
import Commerce
import Foundation

/// Reads products for an evaluation: a plain table of texts, or any file that can be imported.
enum EvaluationCatalog {
  private static let optionalColumns = ["brand", "description", "category", "attributes", "model", "price"]
  private static let attributeSeparator = " ; "

  /// - Throws: `SoukError.failed` or `ImportError` where the file gives no products.
  static func read(_ path: String) throws -> [Product] {
    let bytes = try CatalogFile.read(path: path)
    return isPlainTable(bytes) ? try readTable(path) : try importFile(path, bytes)
  }

  /// The header of an export also names where things lie or what they are called there; a plain table's does not.
  private static func isPlainTable(_ bytes: [UInt8]) -> Bool {
    let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    let columns = line.split(separator: "\t").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    let known = ["id", "title"] + optionalColumns
    return columns.contains("id") && columns.contains("title")
      && columns.allSatisfy { $0 == "\u{feff}id" || known.contains($0) }
  }

  private static func readTable(_ path: String) throws -> [Product] {
    let file = try TabSeparatedFile(path, columns: ["id", "title"], optional: optionalColumns)
    return file.lines.map { line in product(line.cells, number: line.number) }
  }

  /// - Parameter cells: id, title, then the optional columns in their order.
  private static func product(_ cells: [String], number: Int) -> Product {
    var attributes: [String: String] = [:]
    for (index, value) in cells[5].components(separatedBy: attributeSeparator).enumerated() where !value.isEmpty {
      attributes["a\(index)"] = value
    }
    if !cells[6].isEmpty { attributes["model"] = cells[6] }
    let cents = Decimal(string: cells[7]).map { NSDecimalNumber(decimal: $0 * 100).int64Value } ?? 0
    return Product(
      id: ProductID(Int64(number)), externalID: cells[0], title: cells[1], brand: cells[2].isEmpty ? nil : cells[2],
      categoryPath: cells[4].isEmpty ? [] : [cells[4]], description: cells[3], attributes: attributes,
      variants: [
        Variant(id: VariantID(Int64(number)), sku: "", price: Money(minorUnits: cents, currency: .usd))
      ])
  }

  private static func importFile(_ path: String, _ bytes: [UInt8]) throws -> [Product] {
    let time = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    let result = try CatalogFile.parse(
      bytes: bytes, currency: .usd, ids: IDGenerator(process: 1, now: { time }), now: time)
    guard !result.products.isEmpty else { throw SoukError.failed("\(path) holds no products") }
    return result.products
  }
}

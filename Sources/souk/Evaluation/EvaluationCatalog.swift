import CatalogImport
import Commerce
import Foundation

/// Products for an evaluation, from a plain table of texts or any file that can be imported.
struct EvaluationCatalog {
  private static let neededColumns = ["id", "title"]
  private static let optionalColumns = ["brand", "description", "category", "attributes", "model", "price"]
  /// A table that has one of these beside an id and a title is a feed of products to be imported.
  private static let feedColumns: Set<String> = [
    "link", "availability", "image_link", "image link", "condition", "google_product_category",
    "google product category", "g:link", "g:availability",
  ]
  private static let attributeSeparator = " ; "

  private(set) var products: [Product] = []
  /// What of the file was not read, a sentence each.
  private(set) var problems: [String] = []

  /// - Throws: `SoukError.failed` or `ImportError` where the file gives no products.
  init(path: String) throws {
    let bytes = try CatalogFile.read(path: path)
    let header = TabSeparatedFile.header(bytes.prefix { $0 != UInt8(ascii: "\n") })
    if Self.neededColumns.allSatisfy(header.contains), Self.feedColumns.isDisjoint(with: header) {
      try readTable(path)
    } else {
      try importFile(path, bytes, header: header)
    }
  }

  private mutating func readTable(_ path: String) throws {
    let file = try TabSeparatedFile(
      path, columns: Self.neededColumns, optional: Self.optionalColumns, shortLines: .leaveOut)
    problems = file.problems
    if !file.unread.isEmpty {
      problems.append("\(path):1: \(TabSeparatedFile.quoted(file.unread)) not read: no such column is known")
    }
    var lines: [String: Int] = [:]
    products.reserveCapacity(file.lines.count)
    for line in file.lines {
      let id = line.cells[0]
      guard !id.isEmpty else {
        problems.append("\(path):\(line.number): no id")
        continue
      }
      if let first = lines[id] {
        problems.append("\(path):\(line.number): the id '\(id)' is that of line \(first), which stays")
        continue
      }
      lines[id] = line.number
      products.append(product(line, path: path))
    }
    guard !products.isEmpty else { throw SoukError.failed("\(path) holds no products; every line needs an id") }
  }

  /// - Parameter line: id, title, then the optional columns in their order.
  private mutating func product(_ line: TabSeparatedFile.Line, path: String) -> Product {
    let cells = line.cells
    // Values without names are what tags are.
    let tags = cells[5].components(separatedBy: Self.attributeSeparator).filter { !$0.isEmpty }
    return Product(
      id: ProductID(Int64(line.number)), externalID: cells[0], title: cells[1],
      brand: cells[2].isEmpty ? nil : cells[2], categoryPath: cells[4].isEmpty ? [] : [cells[4]],
      description: cells[3], attributes: cells[6].isEmpty ? [:] : ["model": cells[6]], tags: tags,
      variants: [Variant(id: VariantID(Int64(line.number)), sku: "", price: price(cells[7], line.number, path: path))])
  }

  /// In cents; what is finer is cut, what is no amount is none and said.
  private mutating func price(_ text: String, _ line: Int, path: String) -> Money {
    guard !text.isEmpty else { return .zero(.usd) }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let cut = parts.count == 2 ? "\(parts[0]).\(parts[1].prefix(Currency.usd.minorDigits))" : text
    if let price = Money(decimal: cut, currency: .usd), price.minorUnits >= 0 { return price }
    problems.append("\(path):\(line): the price '\(text)' is no amount; the product is kept without one")
    return .zero(.usd)
  }

  private mutating func importFile(_ path: String, _ bytes: [UInt8], header: [String]) throws {
    let time = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))
    do {
      let result = try CatalogFile.parse(
        bytes: bytes, currency: .usd, ids: IDGenerator(process: 1, now: { time }), now: time)
      products = result.products
      problems = result.problems.map { "\(path): \($0)" }
    } catch let error as ImportError {
      let missing = Self.neededColumns.filter { !header.contains($0) }
      guard case .unknownHeader = error, !missing.isEmpty else { throw error }
      throw SoukError.failed(
        "\(path):1: no column \(TabSeparatedFile.quoted(missing)); the header has \(TabSeparatedFile.quoted(header))"
          + "\nhint: a table has the columns "
          + (Self.neededColumns + Self.optionalColumns).joined(separator: ", ")
          + ", separated by tabs, the first two needed; or give a file that `souk import` takes")
    }
    guard !products.isEmpty else { throw SoukError.failed("\(path) holds no products") }
  }
}

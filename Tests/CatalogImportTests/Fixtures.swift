import CatalogImport
import Commerce
import Foundation

/// 2026-11-20T12:00:00Z: within November's sales and after January's.
let noon = Timestamp(seconds: 1_795_176_000)

func fixture(_ name: String, file: String = #filePath) throws -> [UInt8] {
  let tests = URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent()
  return [UInt8](try Data(contentsOf: tests.appendingPathComponent("Fixtures/catalogs/\(name)")))
}

func parse(
  _ bytes: [UInt8], currency: Currency = .usd, now: Timestamp = noon, timeZone: String = "UTC"
) throws -> ImportResult {
  let ids = IDGenerator(process: 1) { now }
  return try CatalogFile.parse(bytes: bytes, currency: currency, ids: ids, now: now, timeZone: timeZone)
}

func parse(_ text: String, currency: Currency = .usd, now: Timestamp = noon) throws -> ImportResult {
  try parse(Array(text.utf8), currency: currency, now: now)
}

/// A Shopify file of one row whose cells of interest are given.
func shopify(
  price: String = "10.00", compareAt: String = "", tracker: String = "shopify", quantity: String = "5",
  policy: String = "deny", body: String = "", currency: Currency = .usd
) throws -> ImportResult {
  let cells = [price, compareAt, tracker, quantity, policy, body].map { "\"\($0.replacingQuotes)\"" }
  return try parse(
    """
    Handle,Title,Variant Price,Variant Compare At Price,Variant Inventory Tracker,Variant Inventory Qty,\
    Variant Inventory Policy,Body (HTML)
    thing,Thing,\(cells.joined(separator: ","))
    """, currency: currency)
}

extension ImportResult {
  func product(_ key: String) throws -> Product {
    guard let found = products.first(where: { $0.externalID == key }) else { throw Missing(what: key) }
    return found
  }

  func order(_ name: String) throws -> ImportedOrder {
    guard let found = orders.first(where: { $0.name == name }) else { throw Missing(what: name) }
    return found
  }

  func problem(line: Int) throws -> RowProblem {
    guard let found = problems.first(where: { $0.line == line }) else { throw Missing(what: "problem on \(line)") }
    return found
  }
}

extension Product {
  func variant(sku: String) throws -> Variant {
    guard let found = variants.first(where: { $0.sku == sku }) else { throw Missing(what: sku) }
    return found
  }
}

struct Missing: Error {
  var what: String
}

extension String {
  var replacingQuotes: String { replacingOccurrences(of: "\"", with: "\"\"") }
}

/// SplitMix64: the same numbers for the same seed on every machine.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

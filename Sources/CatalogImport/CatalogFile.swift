package import Commerce
import Foundation

/// A file that a shop exported elsewhere: its bytes in, products or orders out.
package enum CatalogFile {
  /// Enough for 500,000 rows with their descriptions; more would not fit beside a running server on a small machine.
  package static let maximumBytes = 256 << 20

  /// Reads a file of any of the formats, told by its header.
  ///
  /// - Parameters:
  ///   - currency: the store's; files without one are taken to be in it, rows in another are problems.
  ///   - now: decides whether a dated sale is on.
  ///   - timeZone: IANA name; dates without an offset are in it. UTC where it is not known.
  /// - Throws: ``ImportError`` where nothing of the file can be used.
  package static func parse(
    bytes: [UInt8], currency: Currency, ids: IDGenerator, now: Timestamp, timeZone: String = "UTC"
  ) throws -> ImportResult {
    guard bytes.count <= maximumBytes else { throw ImportError.tooLarge(bytes: bytes.count, limit: maximumBytes) }
    let context = ImportContext(
      currency: currency, ids: ids, now: now, timeZone: TimeZone(identifier: timeZone) ?? .gmt)
    var result = try XMLSniffer.isXML(bytes) ? readXML(bytes, context) : readTable(bytes, context)
    result.counts.products = result.products.count
    result.counts.variants = result.products.reduce(0) { $0 + $1.variants.count }
    result.counts.orders = result.orders.count
    result.counts.rowsLeftOut = Set(result.problems.map(\.line)).count
    return result
  }

  /// A file's bytes, refused before they are read where they are too many.
  package static func read(path: String) throws -> [UInt8] {
    guard FileManager.default.fileExists(atPath: path) else {
      throw ImportError.unreadable(path: path, reason: "there is no such file")
    }
    do {
      let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
      guard size <= maximumBytes else { throw ImportError.tooLarge(bytes: size, limit: maximumBytes) }
      return [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch let error as ImportError {
      throw error
    } catch {
      throw ImportError.unreadable(path: path, reason: error.localizedDescription)
    }
  }

  private static func readXML(_ bytes: [UInt8], _ context: ImportContext) throws -> ImportResult {
    var log = ImportLog()
    let text = DecodedText(bytes)
    let records = try MerchantXMLReader(text).read(log: &log)
    return MerchantReader(context: context, log: log).read(records, format: .merchantFeedXML, rows: records.count)
  }

  private static func readTable(_ bytes: [UInt8], _ context: ImportContext) throws -> ImportResult {
    var log = ImportLog()
    let table = try DelimitedTable(DecodedText(bytes), log: &log)
    switch try FormatDetector.format(of: table.header) {
    case .shopifyProducts: return ShopifyProductReader(table: table, context: context, log: log).read()
    case .shopifyOrders, .wooCommerceOrders:
      let format = try FormatDetector.format(of: table.header)
      return OrderReader(table: table, format: format, context: context, log: log).read()
    case .wooCommerceProducts: return WooProductReader(table: table, context: context, log: log).read()
    case .merchantFeed, .merchantFeedXML:
      let records = MerchantRecord.records(of: table)
      return MerchantReader(context: context, log: log).read(records, format: .merchantFeed, rows: table.rowCount)
    }
  }
}

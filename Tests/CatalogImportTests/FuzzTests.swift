import CatalogImport
import Commerce
import Testing

@Suite struct FuzzTests {
  private static let files = [
    "shopify-products.csv", "shopify-products-2025.csv", "shopify-nasty.csv", "woocommerce-products.csv",
    "merchant.tsv", "merchant.rss.xml", "merchant.atom.xml", "shopify-orders.csv",
  ]
  private static let filesEach = 2_600

  /// Whatever comes in, the outcome is a result that keeps its promises or an error that says something.
  @Test(arguments: files)
  func damagedFilesNeverCrashAndKeepWhatResultsPromise(_ name: String) throws {
    let original = try fixture(name)
    var numbers = SeededNumbers(seed: UInt64(original.count))
    for _ in 0..<Self.filesEach {
      let damaged = damage(original, &numbers)
      do {
        try check(parse(damaged))
      } catch let error as ImportError {
        #expect(!error.description.isEmpty)
      }
    }
  }

  private func check(_ result: ImportResult) throws {
    let variants = result.products.flatMap(\.variants)
    #expect(Set(variants.map(\.sku)).count == variants.count)
    for product in result.products {
      #expect(!product.title.isEmpty && !product.variants.isEmpty && !product.externalID.isEmpty)
      #expect(product.variants.allSatisfy { $0.options.count == product.optionNames.count })
    }
    #expect(variants.allSatisfy { !$0.sku.isEmpty && $0.price.minorUnits >= 0 && $0.available ?? 0 >= 0 })
    #expect(result.orders.allSatisfy { !$0.items.isEmpty })
    #expect(result.problems.allSatisfy { $0.line >= 1 && !$0.reason.isEmpty })
    #expect(!ImportReport(result).text.isEmpty)
  }

  private func damage(_ bytes: [UInt8], _ numbers: inout SeededNumbers) -> [UInt8] {
    var out = bytes
    let telling: [UInt8] = Array("\",;\t\r\n<>&-.0\u{0}".utf8) + [0x80, 0xff, 0xc3]
    for _ in 0..<Int.random(in: 1...8, using: &numbers) where !out.isEmpty {
      let place = Int.random(in: 0..<out.count, using: &numbers)
      let length = min(Int.random(in: 1...40, using: &numbers), out.count - place)
      switch Int.random(in: 0..<6, using: &numbers) {
      case 0: out[place] = telling[Int.random(in: 0..<telling.count, using: &numbers)]
      case 1: out[place] = UInt8.random(in: 0...255, using: &numbers)
      case 2: out.removeSubrange(place..<place + length)
      case 3: out.insert(contentsOf: Array(out[place..<place + length]), at: place)
      case 4: out.insert(telling[Int.random(in: 0..<telling.count, using: &numbers)], at: place)
      default: out.removeSubrange(place...)
      }
    }
    return out
  }
}

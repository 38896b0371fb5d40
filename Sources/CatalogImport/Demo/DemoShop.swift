package import Commerce
import Foundation
import Yams

/// The shop that a first start shows: who it is, from `shop.yaml`, and what it sells, from `catalog.csv`.
package struct DemoShop: Sendable {
  package var slug: String
  package var name: String
  package var currency: Currency
  /// IANA name.
  package var timeZone: String
  package var language: String
  package var settings: StoreSettings
  /// A Shopify product CSV, for ``CatalogFile/parse(bytes:currency:ids:now:timeZone:)``.
  package var catalog: [UInt8]
  /// Several of the catalogue's goods sold as one.
  package var bundles: [BundleSpec]

  /// Reads both files of a directory such as `prompts/demo`.
  ///
  /// - Throws: ``ImportError`` with file and line.
  package static func load(directory: String) throws -> DemoShop {
    let path = directory + "/shop.yaml"
    let bytes = try CatalogFile.read(path: path)
    var reader = try ShopFileReader(text: String(decoding: bytes, as: UTF8.self), file: path)
    let shop = try DemoShop(
      slug: reader.required("slug"), name: reader.required("name"), currency: reader.currency("currency"),
      timeZone: reader.timeZone("time_zone"), language: reader.text("language") ?? "en",
      settings: reader.settings(), catalog: CatalogFile.read(path: directory + "/catalog.csv"),
      bundles: reader.bundles("bundles"))
    try reader.finish()
    return shop
  }

  package func store(id: StoreID) -> Store {
    Store(
      id: id, slug: slug, name: name, currency: currency, timeZone: timeZone, language: language, settings: settings)
  }
}

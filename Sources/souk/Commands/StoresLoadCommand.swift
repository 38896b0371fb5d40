import ArgumentParser
import CatalogImport
import Commerce
import Foundation
import Storage

extension StoresCommand {
  /// Taxes, zones, places and bundles are lists: they are written in a file.
  struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set a store by a file such as prompts/demo/shop.yaml: taxes, zones, places, bundles and the rest.",
      discussion: """
        What the file names is set, the rest stays; a list is set anew as a whole. A store that does not exist yet is \
        added. docs/orders.md and docs/products.md say what can stand in it. Import the goods before their bundles.
        """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    @OptionGroup var store: StoreOption

    func run() async throws {
      let bytes = try CatalogFile.read(path: file)
      var reader = try ShopFileReader(text: String(decoding: bytes, as: UTF8.self), file: file)
      let slug = try reader.text("slug")
      let configuration = try environment()
      let souk = try await Souk.open(configuration)
      let known = try await souk.storage.stores.store(slug: store.store ?? slug ?? configuration.storeSlug)
      let before =
        known
        ?? Store(
          id: StoreID(0), slug: store.store ?? slug ?? configuration.storeSlug, name: "", currency: .usd)
      var after = before
      try reader.apply(to: &after)
      let bundles = try reader.bundles("bundles")
      try reader.finish()
      if known != nil, after.currency != before.currency { try await Set.refuseWithGoods(before, souk) }
      if after.name.isEmpty { after.name = after.slug.prefix(1).uppercased() + after.slug.dropFirst() }
      if known == nil {
        after.id = try await souk.storage.stores.create(
          slug: after.slug, name: after.name, currency: after.currency, timeZone: after.timeZone,
          language: after.language, settings: after.settings
        ).id
      }
      try await souk.storage.stores.update(after)
      try await Self.load(bundles, into: after, souk)
      print("\(after.name): store '\(after.slug)' set by \(file); bundles: \(bundles.count)")
    }

    private static func load(_ bundles: [BundleSpec], into store: Store, _ souk: Souk) async throws {
      let problems = try await souk.storage.store(store.id).bundles.load(bundles, currency: store.currency)
      guard problems.isEmpty else {
        let lines = problems.sorted { $0.key < $1.key }.map { "the bundle \($0.key) cannot be made: \($0.value)" }
        throw SoukError.failed(lines.joined(separator: "\n") + "\nhint: everything else of the file is set")
      }
    }
  }
}

import Commerce
import Dialogue
import Testing

@testable import Storage

/// Strains and master items as several stores work with them, on both engines.
@Suite(.serialized) struct SharedItemTests {
  @Test(arguments: TestEngine.available)
  func `what another store made changes nobody's catalogue unasked`(_ engine: TestEngine) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      var flower = box.product("flower")
      flower.variants[0].barcode = "400"
      flower.attributes["strain"] = "Blue Dream"
      let stored = try await box.stocked(flower)
      let other = box.storage.store(try await box.storage.stores.create(slug: "other", name: "Other").id)
      let item = MasterItem(id: MasterID(1), slug: "flower", barcode: "400", title: "Flower", brand: "Theirs")
      let strain = Strain(id: StrainID(2), slug: "blue-dream", name: "Blue Dream", kind: .hybrid)
      try await other.masters.create(item)
      try await other.strains.create(strain)
      #expect(try await box.scope.details.mapToShared() == 0)
      try await box.scope.masters.link(item.id, to: stored.id)
      #expect(try await box.scope.catalog.snapshot().products.first?.brand == stored.brand ?? "Theirs")
      // What the operator takes over is the operator's, and mapped to by itself.
      try await box.storage.shared.save(strain)
      #expect(try await box.scope.details.mapToShared() == 1)
      #expect(try await other.strains.entry(strain.id)?.isOwn == false)
      await #expect(throws: SharedRefusal.madeByOthers) {
        try await other.strains.remove(SharedEntry(item: strain, isOwn: true))
      }
    }
  }

  @Test(arguments: TestEngine.available)
  func `an item is changed as it was read, and stays while products are mapped to it`(
    _ engine: TestEngine
  ) async throws {
    try await StorageBox.with(engine) { (box) async throws in
      let tea = try await box.stocked(box.product("tea"))
      let other = box.storage.store(try await box.storage.stores.create(slug: "other", name: "Other").id)
      let items = box.scope.strains
      let haze = Strain(
        id: StrainID(7), slug: "haze", name: "Haze", kind: .sativa,
        effects: [.init("Énergie 100 %", weight: 1, confidence: 1, source: "survey")])
      try await items.create(haze)
      await #expect(throws: SharedRefusal.slugTaken("haze")) {
        try await other.strains.create(Strain(id: StrainID(8), slug: "haze", name: "Haze", kind: .indica))
      }
      let old = try #require(await items.entry(haze.id))
      var new = old
      new.item.kind = .hybrid
      #expect(try await items.replace(old, with: new))
      #expect(try await items.replace(old, with: new) == false)
      #expect(try await items.remove(old) == false)
      await #expect(throws: SharedRefusal.noProduct) { try await other.strains.link(haze.id, to: tea.id) }
      await #expect(throws: SharedRefusal.noItem) { try await items.link(StrainID(9), to: tea.id) }

      let before = try await box.scope.catalog.snapshot().sequence
      try await items.link(haze.id, to: tea.id)
      #expect(try await box.scope.catalog.snapshot().sequence > before)
      #expect(try await items.products(of: haze.id, before: nil, limit: 5).map(\.id) == [tea.id])
      #expect(try await other.strains.products(of: haze.id, before: nil, limit: 5).isEmpty)
      await #expect(throws: SharedRefusal.inUse) { try await items.remove(new) }
      var filter = ProductPageFilter()
      for (effect, count) in [("énergie 100 %", 1), ("énergie 100", 0), ("%", 0)] {
        filter.effect = effect
        #expect(try await box.scope.catalog.page(before: nil, limit: 5, filter).count == count, "\(effect)")
      }
      #expect(try await items.unlink(haze.id, from: tea.id))
      #expect(try await items.unlink(haze.id, from: tea.id) == false)
      #expect(try await items.remove(new))
      await #expect(throws: SharedRefusal.noItem) { try await items.remove(new) }
    }
  }
}

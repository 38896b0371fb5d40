import CVectors
import Commerce
import Dispatch

extension StoreCatalog {
  /// So many segments of about one size are merged into one, so that there are few and every product is merged only a
  /// few times.
  private static let segmentsMerged = 4
  /// After reading so many products much is free that the next ones will not need.
  private static let leastForRelease = 4_096

  /// Gives the catalogue with these products as they are now and without those removed.
  func applying(_ products: [Product], removed: [ProductID], sequence: Int64) -> StoreCatalog {
    var segments = segments
    var latest: [ProductID: Product] = [:]
    for product in products { latest[product.id] = product }
    for id in removed where latest[id] == nil { Self.remove(id, from: &segments) }
    var added: [Product] = []
    for var product in latest.values {
      guard product.status == .active else {
        Self.remove(product.id, from: &segments)
        continue
      }
      if product.pickedBy == nil { product.pickedBy = self.product(product.id)?.pickedBy }
      if !Self.replace(product, in: &segments) { added.append(product) }
    }
    if !added.isEmpty { segments.append(Self.build(added.sorted { $0.id < $1.id }, lexis: lexis)) }
    Self.merge(&segments, lexis: lexis)
    let others = bundles.filter { latest[$0] == nil && !removed.contains($0) }
    let bundles = others + latest.values.filter { $0.status == .active && !$0.bundles.isEmpty }.map(\.id)
    return StoreCatalog(
      segments: segments, bundles: bundles.sorted(), sequence: max(sequence, self.sequence), lexicon: lexicon,
      language: language, scratch: scratch)
  }

  private static func remove(_ id: ProductID, from segments: inout [LiveSegment]) {
    for position in segments.indices {
      if let document = segments[position].document(of: id) { segments[position].remove(document) }
    }
  }

  /// Updates prices and stock in place; where texts changed the old document goes and false is given.
  private static func replace(_ product: Product, in segments: inout [LiveSegment]) -> Bool {
    for position in segments.indices {
      guard let document = segments[position].document(of: product.id) else { continue }
      if segments[position].replace(document, with: CatalogEntry(product)) { return true }
      segments[position].remove(document)
    }
    return false
  }

  private static func build(_ products: [Product], lexis: Lexis) -> LiveSegment {
    let reading = CatalogReading(products, lexis: lexis)
    var builder = SegmentBuilder(lexis: lexis)
    reading.run { for product in products { builder.add(product) } }
    let entries = reading.finish { builder.add($0) }
    builder.finish()
    let live = LiveSegment(segment: Segment(builder: builder), entries: entries)
    if products.count >= leastForRelease { releaseMemory() }
    return live
  }

  /// What reading took lies in gaps between what stays, which the C library gives back only when told: at once, and
  /// again when who handed the products over has let go of them.
  private static func releaseMemory() {
    CatalogIndexes.releaseMemory()
    DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + .seconds(2)) { CatalogIndexes.releaseMemory() }
  }

  /// Drops empty segments, and merges the youngest when there are enough of about one size; a segment half of which is
  /// gone is rewritten.
  private static func merge(_ segments: inout [LiveSegment], lexis: Lexis) {
    segments.removeAll { $0.liveCount == 0 }
    for position in segments.indices where segments[position].liveCount * 2 < segments[position].entries.count {
      segments[position] = merged([segments[position]], lexis: lexis)
    }
    while segments.count >= segmentsMerged {
      let youngest = Array(segments.suffix(segmentsMerged))
      let largestOfRest = youngest.dropFirst().map(\.liveCount).max() ?? 0
      guard youngest[0].liveCount <= 2 * largestOfRest else { break }
      segments.removeLast(segmentsMerged)
      segments.append(merged(youngest, lexis: lexis))
    }
  }

  private static func merged(_ parts: [LiveSegment], lexis: Lexis) -> LiveSegment {
    var builder = SegmentBuilder(lexis: lexis)
    var entries: [CatalogEntry] = []
    for live in parts {
      var mapping = SegmentMapping(of: live.segment)
      for document in 0..<live.entries.count where !live.isDead[document] {
        builder.add(document, of: live.segment, mapping: &mapping)
        entries.append(live.entries[document])
      }
      builder.addSpellings(of: live.segment, mapping: mapping)
    }
    builder.finish()
    return LiveSegment(segment: Segment(builder: builder), entries: entries)
  }
}

extension CatalogIndexes {
  /// Gives what the C library holds free back to the system.
  package static func releaseMemory() { souk_release_memory() }
}

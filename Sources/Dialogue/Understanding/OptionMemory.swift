import Commerce
import Synchronization

/// The options of products as they were read for the words of one language, as several readers of one turn and the next
/// turns of a talk ask for the same. What was read of other texts than a product has now is not taken.
///
/// Nobody waits here: who finds it in use reads afresh.
final class OptionMemory: Sendable {
  struct Known {
    var product: Product
    var values: [OptionValues.Value]
    var names: [Set<String>]

    /// Prices and stock may differ.
    func isOf(_ other: Product) -> Bool {
      product.title == other.title && product.optionNames == other.optionNames
        && product.categoryPath == other.categoryPath && product.variants.count == other.variants.count
        && zip(product.variants, other.variants).allSatisfy { $0.options == $1.options }
    }
  }

  private static let mostProducts = 512

  private let known = Mutex<[ProductID: Known]>([:])

  func options(of product: Product) -> Known? {
    guard let found = known.withLockIfAvailable({ $0[product.id] }), let found, found.isOf(product) else { return nil }
    return found
  }

  func keep(_ options: Known) {
    known.withLockIfAvailable { known in
      if known.count >= Self.mostProducts { known.removeAll(keepingCapacity: true) }
      known[options.product.id] = options
    }
  }
}

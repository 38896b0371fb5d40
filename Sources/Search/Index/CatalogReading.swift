import Commerce
import Dispatch
import Synchronization

/// What is made of each product by itself, its vector and its packed form, while another thread reads the words of all.
final class CatalogReading: Sendable {
  private static let chunkSize = 256
  /// Fewer are made sooner than a second thread wakes.
  private static let leastForThreads = 512

  private struct Chunk: Sendable {
    var entries: [CatalogEntry]
    var vectors: [ByteVector]
  }

  private let products: [Product]
  private let maker: ProductVectors?
  private let next = Atomic<Int>(0)
  private let chunks: Mutex<[Chunk?]>

  init(_ products: [Product], lexis: Lexis) {
    self.products = products
    maker = lexis.vectors.map { ProductVectors(table: $0, words: lexis.words) }
    let count = (products.count + Self.chunkSize - 1) / Self.chunkSize
    chunks = Mutex([Chunk?](repeating: nil, count: count))
  }

  /// Does other work meanwhile; who is done first makes what is left.
  func run(meanwhile body: () -> Void) {
    let helper = DispatchGroup()
    if products.count >= Self.leastForThreads {
      DispatchQueue.global().async(group: helper) { self.makeChunks() }
    }
    body()
    makeChunks()
    helper.wait()
  }

  /// Hands out the vectors in the products' order, and gives the packed products.
  func finish(vectors body: ([ByteVector]) -> Void) -> [CatalogEntry] {
    let made = chunks.withLock { chunks in
      defer { chunks = [] }
      return chunks
    }
    var entries: [CatalogEntry] = []
    entries.reserveCapacity(products.count)
    for case let chunk? in made {
      entries += chunk.entries
      body(chunk.vectors)
    }
    return entries
  }

  private func makeChunks() {
    while true {
      let number = next.add(1, ordering: .relaxed).oldValue
      let start = number * Self.chunkSize
      guard start < products.count else { return }
      let slice = products[start..<min(start + Self.chunkSize, products.count)]
      let chunk = Chunk(
        entries: slice.map(CatalogEntry.init), vectors: maker.map { maker in slice.map(maker.vector) } ?? [])
      chunks.withLock { $0[number] = chunk }
    }
  }
}

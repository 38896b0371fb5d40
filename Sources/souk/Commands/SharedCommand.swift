import ArgumentParser
import Commerce
import Foundation
import Storage

struct SharedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shared",
    abstract: "What all stores on this server share: strains and their effects, and master items.",
    subcommands: [List.self, Import.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the strains, then the master items, by their slugs.")

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() async throws {
      struct Lines: Encodable {
        struct Master: Encodable {
          var slug: String
          var title: String
          var barcode: String?
        }
        struct Known: Encodable {
          var slug: String
          var name: String
          var kind: String
          var effects: [String]
        }
        var strains: [Known]
        var master_items: [Master]
      }
      let souk = try await Souk.open(try environment())
      let shared = souk.storage.shared
      let lines = Lines(
        strains: try await shared.strains().map {
          .init(slug: $0.slug, name: $0.name, kind: $0.kind.rawValue, effects: $0.effects.map(\.name))
        },
        master_items: try await shared.masters().map { .init(slug: $0.slug, title: $0.title, barcode: $0.barcode) })
      switch format {
      case .json: try printJSON(lines)
      case .text:
        lines.strains.forEach { print("\($0.slug)  \($0.name)  \($0.kind)  \($0.effects.joined(separator: ", "))") }
        lines.master_items.forEach { print("\($0.slug)  \($0.title)  \($0.barcode ?? "")") }
      }
    }
  }

  struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add strains and master items from a YAML file, or set those with their slugs anew.",
      discussion: """
        Products are mapped to them at once: by an attribute 'strain' with the strain's name or slug, and by a variant \
        with the master item's barcode. What is mapped already stays. docs/products.md shows a file.
        """)

    @Argument(help: "The file.", completion: .file())
    var file: String

    func run() async throws {
      let read = try SharedFile.read(path: file)
      let souk = try await Souk.open(try environment())
      let shared = souk.storage.shared
      for var strain in read.strains {
        strain.id = try await shared.strain(slug: strain.slug)?.id ?? souk.ids.next()
        try await shared.save(strain)
      }
      for var master in read.masters {
        master.id = try await shared.master(slug: master.slug)?.id ?? souk.ids.next()
        try await shared.save(master)
      }
      var mapped = 0
      for store in try await souk.storage.stores.list() {
        mapped += try await souk.storage.store(store.id).details.mapToShared()
      }
      print("\(read.strains.count) strains and \(read.masters.count) master items; \(mapped) products mapped to them")
    }
  }
}

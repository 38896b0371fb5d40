import Commerce
import Dialogue
import OwnerChat
import Storage

extension Souk {
  /// A connection that can only read, for figures.
  func reading() async throws -> any Database {
    try await openReadOnly(configuration.analyticsDatabaseURL ?? configuration.databaseURL, logger: logger)
  }

  /// - Parameter reading: nil where nobody can ask, for commands that only check the files.
  func desk(_ files: DeskFiles, over reading: (any Database)?) -> (any FiguresDesk)? {
    reading.map { ShopDesk(ShopDesk.Parts(storage: storage, readOnly: $0, files: files, logger: logger)) }
  }
}

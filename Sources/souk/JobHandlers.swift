import Dialogue
import Storage

extension Souk {
  /// Every kind of later work: a new one is a file and a line.
  func jobHandlers() -> [any JobHandler] {
    [
      ErasingJob(storage.context)
    ]
  }
}

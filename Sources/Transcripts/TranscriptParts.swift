import Commerce
import Dialogue
import Foundation
import OwnerChat
import Search

/// What all transcripts of a run share.
package struct TranscriptParts: Sendable {
  package var prompts: PromptLibrary
  package var lexicon: Lexicon
  /// The texts of `prompts/replies`, whose figures are nobody's invention.
  package var wording: String
  package var shops: ShopPlaces
  /// nil for a channel that cannot be played here.
  package var stage: @Sendable (TranscriptChannel) -> (any TranscriptStage)?
  /// Asked where the built-in reading is not sure; none as a rule, so that a transcript goes the same way every time.
  package var adviser: (any ModelAdviser)?
  /// What owners' questions are read with; nil where a shop's figures cannot be asked for.
  package var desk: DeskFiles?

  package init(
    prompts: PromptLibrary, lexicon: Lexicon, wording: String, shops: ShopPlaces,
    stage: @escaping @Sendable (TranscriptChannel) -> (any TranscriptStage)?, adviser: (any ModelAdviser)? = nil,
    desk: DeskFiles? = nil
  ) {
    self.prompts = prompts
    self.lexicon = lexicon
    self.wording = wording
    self.shops = shops
    self.stage = stage
    self.adviser = adviser
    self.desk = desk
  }
}

extension TranscriptParts {
  /// The texts under a folder of prompts, in every language.
  package static func wording(prompts folder: String) throws -> String {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/replies").sorted().map {
      try String(contentsOfFile: "\(folder)/replies/\($0)", encoding: .utf8)
    }.joined(separator: "\n")
  }
}

/// Where the shops of transcripts lie.
package struct ShopPlaces: Sendable {
  /// The folder of the demo shop.
  package var demo: String
  /// Folders of shops, each with `shop.yaml` and `catalog.csv`.
  package var shops: String
  /// Catalogue files.
  package var catalogs: String

  package init(demo: String, shops: String, catalogs: String) {
    self.demo = demo
    self.shops = shops
    self.catalogs = catalogs
  }
}

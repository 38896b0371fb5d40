import HTTPTypes

/// Everything the API says no with. The names are public: programs branch on them, so that none ever changes its
/// meaning.
package enum APIErrorCode: String, CaseIterable, Sendable {
  // The request itself.
  case badRequest = "bad_request"
  case invalidJSON = "invalid_json"
  case incompleteBody = "incomplete_body"
  case unknownParameter = "unknown_parameter"
  case invalidParameter = "invalid_parameter"
  case storeRequired = "store_required"
  case methodNotAllowed = "method_not_allowed"
  case bodyTooLarge = "body_too_large"
  case unsupportedMediaType = "unsupported_media_type"
  case invalidBody = "invalid_body"

  // Who asks.
  case unauthorized
  case invalidCredentials = "invalid_credentials"
  case tokenInvalid = "token_invalid"
  case tokenExpired = "token_expired"
  case tokenReused = "token_reused"
  case forbidden
  case registrationClosed = "registration_closed"
  case emailTaken = "email_taken"
  case rateLimited = "rate_limited"

  // What is asked for.
  case notFound = "not_found"
  case storeNotFound = "store_not_found"
  case memberNotFound = "member_not_found"
  case productNotFound = "product_not_found"
  case variantNotFound = "variant_not_found"
  case bundleNotFound = "bundle_not_found"
  case strainNotFound = "strain_not_found"
  case masterItemNotFound = "master_item_not_found"
  case supplierNotFound = "supplier_not_found"
  case offerNotFound = "offer_not_found"
  case locationNotFound = "location_not_found"
  case customerNotFound = "customer_not_found"
  case addressNotFound = "address_not_found"
  case orderNotFound = "order_not_found"
  case couponNotFound = "coupon_not_found"
  case conversationNotFound = "conversation_not_found"
  case taskNotFound = "task_not_found"

  // What stands against it.
  case slugTaken = "slug_taken"
  case skuTaken = "sku_taken"
  case externalIDTaken = "external_id_taken"
  case couponCodeTaken = "coupon_code_taken"
  case locationNameTaken = "location_name_taken"
  case supplierNameTaken = "supplier_name_taken"
  case storeInUse = "store_in_use"
  case sharedInUse = "shared_in_use"
  case lastVariant = "last_variant"
  case lastOwner = "last_owner"
  case editConflict = "edit_conflict"
  case preconditionFailed = "precondition_failed"
  case idempotencyInProgress = "idempotency_in_progress"
  case idempotencyKeyReused = "idempotency_key_reused"

  // Orders, money and goods.
  case orderMoveIllegal = "order_move_illegal"
  case orderNotChangeable = "order_not_changeable"
  case outOfStock = "out_of_stock"
  case notSold = "not_sold"
  case bundleRefused = "bundle_refused"
  case bundleChoiceRefused = "bundle_choice_refused"
  case stockNegative = "stock_negative"
  case couponRefused = "coupon_refused"
  case outsideDeliveryZones = "outside_delivery_zones"
  case fulfilmentNotOffered = "fulfilment_not_offered"
  case paymentNotOffered = "payment_not_offered"
  case ageNotConfirmed = "age_not_confirmed"
  case addressRequired = "address_required"
  case lineNotFound = "line_not_found"
  case quantityTooLarge = "quantity_too_large"
  case nothingToRefund = "nothing_to_refund"
  case refundTooLarge = "refund_too_large"
  case optedOut = "opted_out"

  // Us.
  case `internal` = "internal"
  case busy

  package var status: HTTPResponse.Status {
    switch self {
    case .badRequest, .invalidJSON, .incompleteBody, .unknownParameter, .invalidParameter, .storeRequired: .badRequest
    case .unauthorized, .invalidCredentials, .tokenInvalid, .tokenExpired, .tokenReused: .unauthorized
    case .forbidden, .registrationClosed: .forbidden
    case .notFound, .storeNotFound, .memberNotFound, .productNotFound, .variantNotFound, .bundleNotFound,
      .strainNotFound, .masterItemNotFound, .supplierNotFound, .offerNotFound, .locationNotFound, .customerNotFound,
      .addressNotFound,
      .orderNotFound, .couponNotFound,
      .conversationNotFound, .taskNotFound:
      .notFound
    case .methodNotAllowed: .methodNotAllowed
    case .emailTaken, .slugTaken, .skuTaken, .externalIDTaken, .couponCodeTaken, .locationNameTaken,
      .supplierNameTaken, .storeInUse, .sharedInUse, .lastVariant, .lastOwner, .bundleRefused, .bundleChoiceRefused,
      .editConflict,
      .idempotencyInProgress, .orderMoveIllegal, .orderNotChangeable, .outOfStock, .notSold, .stockNegative,
      .couponRefused, .outsideDeliveryZones, .fulfilmentNotOffered, .paymentNotOffered,
      .ageNotConfirmed, .lineNotFound, .quantityTooLarge, .nothingToRefund, .refundTooLarge, .optedOut:
      .conflict
    case .preconditionFailed: .preconditionFailed
    case .bodyTooLarge: .contentTooLarge
    case .unsupportedMediaType: .unsupportedMediaType
    case .invalidBody, .idempotencyKeyReused, .addressRequired: .unprocessableContent
    case .rateLimited: .tooManyRequests
    case .internal: .internalServerError
    case .busy: .serviceUnavailable
    }
  }
}

/// A refusal with its sentence for the program's author.
struct APIError: Error {
  let code: APIErrorCode
  let message: String
  var retryAfterSeconds: Int?

  init(_ code: APIErrorCode, _ message: String, retryAfterSeconds: Int? = nil) {
    self.code = code
    self.message = message
    self.retryAfterSeconds = retryAfterSeconds
  }

  static func notFound(_ code: APIErrorCode, _ what: String) -> APIError {
    APIError(code, "There is no such \(what) in this store.")
  }

  static let view = View<APIError>(
    "Error",
    [
      .init("error", errorSchema) { error in
        .object([("code", .text(error.code.rawValue)), ("message", .text(error.message))])
      }
    ])

  private static let errorSchema = Schema(
    .object([
      .needed("code", .oneOf(APIErrorCode.allCases.map(\.rawValue))),
      .needed("message", .text(1...2_000, "for the program's author; its words may change")),
    ]))
}
